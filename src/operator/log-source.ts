import type { V1Pod } from '../kube/wire.ts'
import { containers, type ContainerName } from '../pod/layout.ts'
import { podFacts } from '../attempt/pod-facts.ts'

/** The container whose log says most of a pod as it stands; undefined where none says anything more. */
export function logSource(pod: V1Pod): ContainerName | undefined {
  const { ended, agentStarted, states } = podFacts(pod)
  if (ended) return undefined
  if (agentStarted) return states['git-save'].running ? containers.save : undefined
  if (states['git-clone'].running) return containers.clone
  // Git-push is an ordinary container only in the pod of a release.
  const isRelease = pod.spec?.containers.some(({ name }) => name === containers.push)
  return isRelease && states['git-push'].running ? containers.push : undefined
}
