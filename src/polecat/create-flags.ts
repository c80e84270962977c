/** The flags of `create`. Their values stay text here, so that everything that is wrong with them is told at once. */
import * as Flags from '@oclif/core/flags'
import { agentNames } from './agent.ts'
import { sizeNames } from './sizes.ts'

const text = (summary: string, helpValue: string, helpGroup?: string) =>
  Flags.string({ summary, helpValue, ...(helpGroup === undefined ? {} : { helpGroup }) })
const list = (summary: string, helpValue: string, helpGroup?: string) =>
  Flags.string({
    summary,
    helpValue,
    multiple: true,
    // Otherwise the flag would swallow the name that follows its value.
    multipleNonGreedy: true,
    ...(helpGroup === undefined ? {} : { helpGroup }),
  })

export const createFlags = {
  task: text('The task, as the agent gets it.', 'TEXT'),
  'task-file': list(
    "File with the task; '-' reads it from stdin. Each task of a YAML or JSON list, and each file, becomes one polecat.",
    'FILE',
  ),
  'task-format': Flags.option({
    options: ['text', 'list'] as const,
    summary: 'Read task files as one task each, or as lists. Default: by name and content; Markdown is text.',
  })(),
  bead: list('Issue of the local beads tracker to work on; a task besides it is added. One polecat each.', 'ID'),
  rig: text("Rig that it belongs to; else the one whose repository is this checkout's remote.", 'NAME'),
  template: text('Template to start from, such as quick-fix, feature or refactor.', 'NAME'),
  file: Flags.string({ char: 'f', summary: "YAML or JSON with Polecats; '-' reads stdin.", helpValue: 'FILE' }),
  set: list('Any field under spec, such as budget.turns=20.', 'PATH=VALUE'),

  repo: text("Repository, where it is not the rig's.", 'URL', 'GIT'),
  base: text("Branch to start from; else this checkout's branch, else the rig's.", 'BRANCH', 'GIT'),
  'work-branch': text('Branch to push to; an existing one is continued. Else polecat/NAME.', 'BRANCH', 'GIT'),
  'git-secret': text('Secret with the git credential.', 'NAME', 'GIT'),
  uncommitted: text('What becomes of uncommitted files after a good end.', 'commit|rescue', 'GIT'),

  agent: text('Coding agent.', agentNames.join('|'), 'AGENT'),
  model: text("The model's name.", 'NAME', 'AGENT'),
  provider: text('Whose service runs the model.', 'NAME', 'AGENT'),
  'max-tokens': text('Most tokens of one answer.', 'N', 'AGENT'),
  temperature: text('Sampling temperature.', 'N', 'AGENT'),
  'api-key-secret': text("Secret with the model's API key.", 'NAME[:KEY]', 'AGENT'),
  'claude-creds-secret': text("Secret with Claude's OAuth credentials.", 'NAME', 'AGENT'),

  timeout: text('Longest run of an attempt, 60 seconds to 4 hours; else one hour.', 'SECONDS|30m|1h', 'LIMITS'),
  'max-cost': text('Most US dollars of an attempt.', 'USD', 'LIMITS'),
  'max-turns': text('Most turns of an attempt.', 'N', 'LIMITS'),
  // What nothing enforces yet is refused, with words of its own.
  'max-tokens-total': Flags.string({ hidden: true }),
  'idle-timeout': Flags.string({ hidden: true }),
  'max-attempts': text('Attempts that are started without being asked.', 'N', 'LIMITS'),

  size: text('CPU and memory of the agent.', sizeNames.join('|'), 'POD'),
  image: text("Image of the agent's container.", 'IMAGE', 'POD'),
  env: list("Environment variable of the agent's container.", 'NAME=VALUE', 'POD'),
  'node-selector': list('Label of the nodes that may run it.', 'KEY=VALUE', 'POD'),
  toleration: list('Taint of nodes that it tolerates.', 'KEY[=VALUE][:EFFECT]', 'POD'),
  unsandboxed: Flags.boolean({
    helpGroup: 'POD',
    summary: 'Local mode: agree that the agent runs without a sandbox and may do all that you may.',
  }),
}

export type CreateFlags = { readonly [Name in keyof typeof createFlags]?: CreateFlag<Name> }
type CreateFlag<Name> = Name extends 'set' | 'task-file' | 'bead' | 'env' | 'node-selector' | 'toleration'
  ? readonly string[]
  : Name extends 'unsandboxed'
    ? boolean
    : Name extends 'task-format'
      ? 'text' | 'list'
      : string
