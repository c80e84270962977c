/** What to do about each reason, for docs/reference/outcomes.md: in the imperative, with the command where one helps. */
import type { Reason } from './reasons.ts'

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
  Paused: 'Run `gastown local up`; it starts then.',
}
