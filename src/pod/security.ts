/** Pod Security `restricted`, and one uid for all containers, so that the agent's files are ours to read. */
import type { V1Container, V1Pod } from '../kube/wire.ts'

type PodSecurity = NonNullable<NonNullable<V1Pod['spec']>['securityContext']>
type ContainerSecurity = NonNullable<V1Container['securityContext']>

const uid = 1000

/** OpenShift gives each namespace a range of uids and refuses pods that choose their own. */
export function podSecurity(openshiftUidRange: boolean): PodSecurity {
  const identity = openshiftUidRange ? {} : { runAsUser: uid, runAsGroup: uid, fsGroup: uid }
  return { ...identity, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
}

export function containerSecurity(): ContainerSecurity {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  }
}
