/** How an attempt ended or why it waits: the words in `.status.reason`, with the exit code of `--wait`. */
export const phases = ['Idle', 'Pending', 'Working', 'Done', 'Failed', 'Stuck', 'Terminated'] as const
export type Phase = (typeof phases)[number]

export interface ReasonFacts {
  readonly phase: Phase
  /** Exit code of `--wait`; undefined where the polecat has not ended. */
  readonly exitCode?: number
  /** The cause, in plain words. */
  readonly cause: string
  /** Type of the Event that tells it; default: Warning. */
  readonly event?: 'Normal'
  /** Another attempt may succeed by itself: `maxAttempts` applies. */
  readonly retryable?: true
  /** The cluster took the pod away, which then could not save its last work. */
  readonly podLost?: true
  /** Only git-push knows it. */
  readonly fromPush?: true
}

export const reasons = {
  Pushed: { phase: 'Done', exitCode: 0, cause: 'the agent ended well and its work is on the remote', event: 'Normal' },
  AgentFailed: { phase: 'Failed', exitCode: 10, cause: 'the agent ended with an error', retryable: true },
  NoChanges: { phase: 'Failed', exitCode: 11, cause: 'the agent ended well but changed nothing' },
  DeadlineExceeded: { phase: 'Failed', exitCode: 12, cause: 'the deadline passed' },
  BudgetExceeded: { phase: 'Failed', exitCode: 13, cause: 'the budget was used up' },
  TurnsExceeded: { phase: 'Failed', exitCode: 13, cause: 'the agent used up its turns' },
  PushRejected: { phase: 'Failed', exitCode: 14, cause: 'the git server refused the work branch', fromPush: true },
  PushFailed: { phase: 'Failed', exitCode: 14, cause: 'the work could not be pushed', fromPush: true },
  Terminated: { phase: 'Terminated', exitCode: 15, cause: 'it was terminated on request', event: 'Normal' },
  LocalModeEnded: { phase: 'Terminated', exitCode: 15, cause: 'local mode was ended while it worked' },
  CloneFailed: { phase: 'Failed', exitCode: 16, cause: 'the repository could not be cloned', retryable: true },
  HostKeyMismatch: { phase: 'Failed', exitCode: 16, cause: "the git server's host key is unknown or has changed" },
  BaseBranchMissing: { phase: 'Failed', exitCode: 16, cause: 'the base branch does not exist' },
  ImagePullFailed: { phase: 'Failed', exitCode: 16, cause: 'the image could not be pulled' },
  ImageUnfit: { phase: 'Failed', exitCode: 16, cause: 'the image cannot run the agent' },
  AgentNotFound: { phase: 'Failed', exitCode: 16, cause: "the agent's program was not found" },
  SecretNotFound: { phase: 'Failed', exitCode: 16, cause: 'a Secret that the polecat names does not exist' },
  SecretKeyMissing: { phase: 'Failed', exitCode: 16, cause: 'a Secret lacks the key that the polecat names' },
  CredentialExpired: { phase: 'Failed', exitCode: 16, cause: 'a credential has expired' },
  CredentialRejected: { phase: 'Failed', exitCode: 16, cause: 'a credential was refused' },
  RigNotFound: { phase: 'Stuck', exitCode: 16, cause: 'the rig does not exist' },
  InvalidSpec: { phase: 'Failed', exitCode: 16, cause: 'the spec cannot be run' },
  QuotaExceeded: { phase: 'Stuck', exitCode: 16, cause: 'a resource quota is used up' },
  Forbidden: { phase: 'Failed', exitCode: 16, cause: 'it is not allowed' },
  Unschedulable: { phase: 'Pending', exitCode: 16, cause: 'no node can take the pod' },
  PendingTimeout: { phase: 'Failed', exitCode: 16, cause: 'the pod made no progress for 10 minutes' },
  Evicted: { phase: 'Failed', exitCode: 17, cause: 'the pod was evicted', retryable: true, podLost: true },
  NodeLost: { phase: 'Failed', exitCode: 17, cause: 'the node was lost', retryable: true, podLost: true },
  PodDeleted: { phase: 'Failed', exitCode: 17, cause: 'the pod was deleted', retryable: true, podLost: true },
  OOMKilled: { phase: 'Failed', exitCode: 17, cause: 'the agent used more memory than its limit', retryable: true },
  DiskFull: { phase: 'Failed', exitCode: 17, cause: 'the disk of the pod is full' },
  Hung: { phase: 'Stuck', exitCode: 18, cause: 'the agent showed no activity' },
  RateLimited: { phase: 'Stuck', exitCode: 18, cause: "the model's service limits the rate", retryable: true },
  BranchInUse: { phase: 'Stuck', exitCode: 18, cause: 'another polecat works on the same branch' },
  CIChangesHeld: {
    phase: 'Stuck',
    exitCode: 18,
    cause: 'commits that change CI definitions are held for release',
    fromPush: true,
  },
  SecretHeld: {
    phase: 'Failed',
    exitCode: 18,
    cause: 'the agent wrote a secret that it was given into its work',
    fromPush: true,
  },
  RigFull: { phase: 'Pending', cause: "the rig's limit of working polecats is reached", event: 'Normal' },
  Paused: { phase: 'Pending', cause: 'new attempts are paused', event: 'Normal' },
} as const satisfies Record<string, ReasonFacts>

export type Reason = keyof typeof reasons
export const reasonNames = Object.keys(reasons) as [Reason, ...Reason[]]

export function reasonFacts(reason: Reason): ReasonFacts {
  return reasons[reason]
}

export function isReason(word: string | undefined): word is Reason {
  return word !== undefined && Object.hasOwn(reasons, word)
}

/** Phases from which nothing more happens without the user. */
export function isFinished(phase: string | undefined): boolean {
  return phase === 'Done' || phase === 'Failed' || phase === 'Terminated'
}
