import type { Cluster } from '../cluster.ts'
import { ApiFailure, badRequest, notFound } from '../failure.ts'
import { pods } from '../builtin/pods.ts'
import { listAt, textAt, type ApiObject } from '../object.ts'
import type { NodeAgent, PodKey } from '../node-agent.ts'

export interface ChosenContainer {
  readonly agent: NodeAgent
  readonly pod: PodKey
  readonly container: string
}

/** The pod and container that a request is about, or why there is none. */
export function chooseContainer(cluster: Cluster, namespace: string, name: string, wanted: string): ChosenContainer {
  const entry = cluster.store.get({ resource: 'pods', namespace, name })
  if (!entry) throw notFound(pods, name)
  const { object } = entry
  const container = wanted || onlyContainer(object, name)
  const all = [...names(object, 'initContainers'), ...names(object, 'containers')]
  if (!all.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`)
  const { nodeAgent } = cluster
  if (!nodeAgent) throw new ApiFailure(503, 'ServiceUnavailable', 'the kubelet of this machine is not running')
  return { agent: nodeAgent, pod: { namespace, name, uid: object.metadata.uid ?? '' }, container }
}

function onlyContainer(pod: ApiObject, name: string): string {
  const main = names(pod, 'containers')
  const [only] = main
  if (only !== undefined && main.length === 1) return only
  const init = names(pod, 'initContainers')
  const more = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : ''
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${more}`)
}

function names(pod: ApiObject, field: string): string[] {
  return listAt(pod, 'spec', field).map((container) => textAt(container, 'name'))
}
