import { GastownError } from '../../errors.ts'
import { parseResponse } from '../transport/response-json.ts'
import { resourcePath } from '../resource-path.ts'
import { pods } from '../resources.ts'
import { statusCodeOf } from '../transport/status-error.ts'
import type { Transport } from '../transport/transport.ts'
import type { V1ContainerStatus, V1Pod } from '../wire.ts'

/** State of one of a pod's containers, as far as reading its log needs it. */
export interface ContainerView {
  readonly name: string
  /** `ended`: it does not run and will not run again. */
  readonly stage: 'waiting' | 'running' | 'ended'
  /** Identity of the run whose log is the container's log now. */
  readonly instance: string | undefined
  readonly restarts: number
}

export function viewContainer(pod: V1Pod, wanted: string | undefined): ContainerView {
  const name = wanted ?? defaultContainer(pod)
  const spec = containersOf(pod).find((container) => container.name === name)
  if (spec === undefined) throw noSuchContainer(pod, name)
  const status = statuses(pod).find((status) => status.name === name)
  const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
  const exit = status?.state?.terminated
  const ended = finished || (exit !== undefined && !isRunAgain(pod, spec, exit.exitCode))
  return {
    name,
    stage: ended ? 'ended' : status?.state?.running ? 'running' : 'waiting',
    instance: status?.containerID || undefined,
    restarts: status?.restartCount ?? 0,
  }
}

function isRunAgain(pod: V1Pod, container: { name: string; restartPolicy?: string }, exitCode: number): boolean {
  if (pod.metadata?.deletionTimestamp) return false
  if (container.restartPolicy === 'Always') return true
  const isInit = pod.spec?.initContainers?.some((init) => init.name === container.name) ?? false
  const policy = pod.spec?.restartPolicy ?? 'Always'
  if (policy === 'Never') return false
  return exitCode !== 0 || (policy === 'Always' && !isInit)
}

function defaultContainer(pod: V1Pod): string {
  return pod.metadata?.annotations?.['kubectl.kubernetes.io/default-container'] ?? pod.spec?.containers?.[0]?.name ?? ''
}

function containersOf(pod: V1Pod) {
  return [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
}

function statuses(pod: V1Pod): V1ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
}

function noSuchContainer(pod: V1Pod, name: string): GastownError {
  const names = containersOf(pod).map((container) => container.name)
  return new GastownError('not-found', `pod ${pod.metadata?.name} has no container "${name}"`, {
    hints: [`containers: ${names.join(', ')}`],
  })
}

/** Pod from the server; undefined where there is none. */
export async function getPod(
  transport: Transport,
  name: string,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<V1Pod | undefined> {
  try {
    const path = resourcePath(pods, namespace, name)
    return parseResponse<V1Pod>(
      transport.server,
      await transport.text({ method: 'GET', path, idempotent: true, signal }),
    )
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined
    throw error
  }
}
