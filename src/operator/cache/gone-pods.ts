import type { V1Pod } from '../../kube/wire.ts'
import type { Polecat } from '../../polecat/schema.ts'

/** Pods that went before their polecat's status had their uid: they were created, and are not created again. */
export interface GonePods {
  add(owner: Polecat | undefined, pod: V1Pod): void
  /** Forgets what no status needs any more. */
  replace(before: Polecat | undefined, after: Polecat | undefined): void
  uidOf(podName: string): string | undefined
}

export function openGonePods(): GonePods {
  const uids = new Map<string, string>()
  return {
    add(owner, { metadata }) {
      const { podName, podUID } = owner?.status ?? {}
      if (podName === undefined || podName !== metadata?.name || podUID !== undefined) return
      uids.set(podName, metadata.uid ?? '')
    },
    replace(before, after) {
      const name = before?.status?.podName
      if (name === undefined) return
      if (after?.status?.podName !== name || after.status.podUID !== undefined) uids.delete(name)
    },
    uidOf: (podName) => uids.get(podName),
  }
}
