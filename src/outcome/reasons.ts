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
  Pushed: { phase: 'Done', exitCode: 0, cause: 'the agent succeeded and its work is on the remote', event: 'Normal' },
  AgentFailed: { phase: 'Failed', exitCode: 10, cause: 'the agent ended with an error', retryable: true },
  NoChanges: { phase: 'Failed', exitCode: 11, cause: 'the agent succeeded but changed nothing' },
  DeadlineExceeded: { phase: 'Failed', exitCode: 12, cause: 'the deadline passed' },
  BudgetExceeded: { phase: 'Failed', exitCode: 13, cause: 'the budget was reached' },
  TurnsExceeded: { phase: 'Failed', exitCode: 13, cause: 'the turn limit was reached' },
  PushRejected: { phase: 'Failed', exitCode: 14, cause: 'the git server rejected the work branch', fromPush: true },
  PushFailed: { phase: 'Failed', exitCode: 14, cause: 'the work could not be pushed', fromPush: true },
  Terminated: { phase: 'Terminated', exitCode: 15, cause: 'the polecat was terminated on request', event: 'Normal' },
  LocalModeEnded: { phase: 'Terminated', exitCode: 15, cause: 'local mode was stopped while the polecat was running' },
  CloneFailed: { phase: 'Failed', exitCode: 16, cause: 'the repository could not be cloned', retryable: true },
  HostKeyMismatch: { phase: 'Failed', exitCode: 16, cause: "the git server's host key is unknown or has changed" },
  BaseBranchMissing: { phase: 'Failed', exitCode: 16, cause: 'the base branch does not exist' },
  ImagePullFailed: { phase: 'Failed', exitCode: 16, cause: 'the image could not be pulled' },
  ImageUnfit: { phase: 'Failed', exitCode: 16, cause: 'the image cannot run the agent' },
  AgentNotFound: { phase: 'Failed', exitCode: 16, cause: "the agent's program was not found" },
  SecretNotFound: { phase: 'Failed', exitCode: 16, cause: 'a Secret that the polecat refers to does not exist' },
  SecretKeyMissing: { phase: 'Failed', exitCode: 16, cause: 'a Secret lacks the key that the polecat refers to' },
  CredentialExpired: { phase: 'Failed', exitCode: 16, cause: 'a credential has expired' },
  CredentialRejected: { phase: 'Failed', exitCode: 16, cause: 'a credential was rejected' },
  RigNotFound: { phase: 'Stuck', exitCode: 16, cause: 'the rig does not exist' },
  InvalidSpec: { phase: 'Failed', exitCode: 16, cause: 'the spec is invalid' },
  QuotaExceeded: { phase: 'Stuck', exitCode: 16, cause: 'a resource quota is exceeded' },
  Forbidden: { phase: 'Failed', exitCode: 16, cause: 'permissions or policy forbid it' },
  Unschedulable: { phase: 'Pending', exitCode: 16, cause: 'no node can take the pod' },
  PendingTimeout: { phase: 'Failed', exitCode: 16, cause: 'the pod made no progress for 10 minutes' },
  Evicted: { phase: 'Failed', exitCode: 17, cause: 'the pod was evicted', retryable: true, podLost: true },
  NodeLost: { phase: 'Failed', exitCode: 17, cause: 'the node was lost', retryable: true, podLost: true },
  PodDeleted: { phase: 'Failed', exitCode: 17, cause: 'the pod was deleted', retryable: true, podLost: true },
  OOMKilled: { phase: 'Failed', exitCode: 17, cause: 'the agent used more memory than its limit', retryable: true },
  DiskFull: { phase: 'Failed', exitCode: 17, cause: 'the disk of the pod is full' },
  Hung: { phase: 'Stuck', exitCode: 18, cause: 'the agent showed no activity' },
  RateLimited: { phase: 'Stuck', exitCode: 18, cause: 'the model provider limits the rate', retryable: true },
  BranchInUse: { phase: 'Stuck', exitCode: 18, cause: 'another polecat is using the same branch' },
  CIChangesHeld: {
    phase: 'Stuck',
    exitCode: 18,
    cause: 'commits that change CI definitions are held for release',
    fromPush: true,
  },
  SecretHeld: {
    phase: 'Failed',
    exitCode: 18,
    cause: 'the work contains a secret that was given to the agent',
    fromPush: true,
  },
  RigFull: { phase: 'Pending', cause: 'the rig is at its limit of running polecats', event: 'Normal' },
  Paused: { phase: 'Pending', cause: 'new attempts are paused', event: 'Normal' },
} as const satisfies Record<string, ReasonFacts>

export type Reason = keyof typeof reasons
/** What to do about each, for docs/reference/outcomes.md: in the imperative, with the command where one helps. */
export const remedies: Readonly<Record<Reason, string>> = {
  Pushed: 'Fetch the work branch and review it: `gastown diff NAME`.',
  AgentFailed:
    'Read what it printed with `gastown logs NAME`, then run `gastown retry NAME`; what was committed is saved.',
  NoChanges: 'Read `gastown logs NAME`: the task may be done already, or too vague.',
  DeadlineExceeded:
    'Run `gastown retry NAME`, which continues from the saved work, or create it with a longer `--timeout`.',
  BudgetExceeded: 'Read `gastown logs NAME`; raise the budget or split the task.',
  TurnsExceeded: 'Read `gastown logs NAME`; raise `--max-turns` or split the task.',
  PushRejected: "Read the server's words in `gastown describe NAME`; fetch the work from the rescue ref that it names.",
  PushFailed:
    'Read `gastown describe NAME` for what is not on the remote, mend the access, then run `gastown retry NAME`.',
  Terminated: 'Nothing; `gastown retry NAME` continues from the saved work.',
  LocalModeEnded: 'Run `gastown local up`, then `gastown retry NAME`, which continues from the saved work.',
  CloneFailed: 'Read `gastown logs NAME -c git-clone`, check the URL and the network, then run `gastown retry NAME`.',
  HostKeyMismatch:
    'Compare the key with the one that the host publishes, and put it into `known_hosts` of the git Secret.',
  BaseBranchMissing: 'Push the base branch, or name another one as `gitBranch`.',
  ImagePullFailed: "Check the image's name and the pull credentials of the namespace, then run `gastown retry NAME`.",
  ImageUnfit: 'Use an image with the agent and a POSIX shell, whose user is not root.',
  AgentNotFound: "Use an image (in local mode a PATH) with the agent's program; of a custom agent, check its command.",
  SecretNotFound:
    'Store it with `gastown secrets import-claude`, `gastown secrets import-key` or `gastown secrets import-git`, or correct its name in the spec.',
  SecretKeyMissing: 'Add the key to the Secret, or name the one it has; `gastown secrets list` shows them.',
  CredentialExpired:
    'Store a new one with `--replace`, such as `gastown secrets import-claude --replace`, then run `gastown retry NAME`.',
  CredentialRejected: 'Run `gastown secrets check`, store a valid one with `--replace`, then run `gastown retry NAME`.',
  RigNotFound: 'Create it with `gastown rig create NAME --git-url URL`; the polecat starts then.',
  InvalidSpec:
    'Read the fields that it names in `gastown describe NAME`, delete the polecat, and create it with a valid spec.',
  QuotaExceeded: 'Wait for other pods to end, or raise the ResourceQuota; it starts by itself.',
  Forbidden:
    "Read `gastown describe NAME` for what is missing: a right of the operator's, or consent such as `--unsandboxed`.",
  Unschedulable: 'Add a node that fits, or ask for less; it starts by itself.',
  PendingTimeout: 'Read `gastown events NAME` for what the pod waited for, then run `gastown retry NAME`.',
  Evicted:
    'Run `gastown retry NAME`, which continues from the last checkpoint; give the pod more resources if its node was full.',
  NodeLost: 'Run `gastown retry NAME`, which continues from the last checkpoint.',
  PodDeleted:
    'Run `gastown retry NAME`, which continues from the last checkpoint; end polecats with `gastown terminate`.',
  OOMKilled: 'Create it with more memory, such as `--size heavy`.',
  DiskFull:
    'Raise the limit of ephemeral storage, or have the agent write less; local mode needs a disk with more space.',
  Hung: 'Read `gastown logs NAME` for what it waited for, then run `gastown retry NAME`.',
  RateLimited:
    'Wait until the provider allows more, then run `gastown retry NAME`; run fewer at once with `maxPolecats`.',
  BranchInUse: 'Wait for the other polecat to end, or name another work branch; it starts by itself.',
  CIChangesHeld: 'Review the commits with `gastown diff NAME`, then push them with `gastown release NAME`.',
  SecretHeld: 'Revoke the secret, and take the work without it from the rescue ref in `gastown describe NAME`.',
  RigFull: "Wait, or raise the rig's `maxPolecats`; it starts by itself.",
  Paused:
    'In local mode run `gastown local up`; on a cluster give the operator the rights that `gastown describe NAME` names. It starts by itself then.',
}

/** Why an agent gave up, by the word that its event stream is read into, where more is known than its own words. */
export const endReasons = {
  turns: 'TurnsExceeded',
  budget: 'BudgetExceeded',
  credential: 'CredentialRejected',
  'rate-limit': 'RateLimited',
} as const satisfies Record<string, Reason>
export type EndCause = keyof typeof endReasons
export const endCauses = Object.keys(endReasons) as [EndCause, ...EndCause[]]

/** Exit codes that reasons have. */
export type OutcomeCode = Extract<(typeof reasons)[Reason], { exitCode: number }>['exitCode']

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
