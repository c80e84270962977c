import type { Polecat } from '../polecat/schema.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'
import type { AttemptSettings } from '../saving/settings.ts'
import { rescuePrefix } from './names.ts'
import { agentVolumeBytes } from './volumes.ts'

export interface SettingsContext {
  readonly local: boolean
  readonly machineGit: boolean
}

/** What the containers of the attempt are told. Holds no secret: it goes into a ConfigMap. */
export function attemptSettings(
  polecat: Polecat,
  resolved: ResolvedSpec,
  attempt: number,
  { local, machineGit }: SettingsContext,
): AttemptSettings {
  return {
    polecat: polecat.metadata.name ?? '',
    uid: polecat.metadata.uid ?? '',
    attempt,
    repository: resolved.repository,
    baseBranch: resolved.baseBranch,
    workBranch: attempt > 1 ? (polecat.status?.branch ?? resolved.workBranch) : resolved.workBranch,
    workBranchExplicit: resolved.workBranchExplicit,
    lastPush: polecat.status?.lastPush,
    cloneDepth: resolved.cloneDepth,
    submodules: resolved.submodules,
    lfs: resolved.lfs,
    author: { ...resolved.author },
    checkpointSeconds: resolved.checkpointSeconds,
    checkpointTo: resolved.checkpointTo,
    rescuePrefix: rescuePrefix(polecat, attempt, resolved.rescueNamespace),
    uncommitted: resolved.uncommitted,
    ciChanges: resolved.ciChanges,
    deadlineSeconds: resolved.deadlineSeconds,
    agent: resolved.agent,
    machineGit,
    localRepository: local,
    waitForRecording: false,
    volumeBytes: agentVolumeBytes(resolved.resources.limits['ephemeral-storage']),
  }
}
