/** The flags of `create`. Their values stay text here, so that everything that is wrong with them is told at once. */
import * as Flags from '@oclif/core/flags'
import { agentNames, defaultAgent } from '../polecat/agent.ts'
import { sizeNames } from '../polecat/sizes.ts'

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
  task: text('Task for the agent.', 'TEXT'),
  'task-file': list(
    "File with the task; '-' reads stdin. Each file, and each task of a YAML or JSON list, becomes one polecat.",
    'FILE',
  ),
  'task-format': Flags.option({
    options: ['text', 'list'] as const,
    summary: 'Read each task file as one task or as a list (default: by name and content; Markdown is text).',
  })(),
  bead: list('Issue of the local beads tracker to work on, one polecat each; --task adds to it.', 'ID'),
  rig: text("Rig of the polecat (default: the rig whose repository is this checkout's remote).", 'NAME'),
  template: text('Template to start from, such as quick-fix, feature or refactor.', 'NAME'),
  file: Flags.string({ char: 'f', summary: "YAML or JSON file with Polecats; '-' reads stdin.", helpValue: 'FILE' }),
  set: list('Set a field under spec, such as budget.turns=20.', 'PATH=VALUE'),

  repo: text("Repository URL (default: the rig's).", 'URL', 'GIT'),
  base: text("Branch to start from (default: this checkout's branch, or the rig's).", 'BRANCH', 'GIT'),
  'work-branch': text('Branch to push to; an existing branch is continued (default: polecat/NAME).', 'BRANCH', 'GIT'),
  'git-secret': text('Secret with the git credential.', 'NAME', 'GIT'),
  uncommitted: text(
    'Destination of uncommitted files on success: a last commit or a rescue ref (default: commit).',
    'commit|rescue',
    'GIT',
  ),

  agent: text(`Coding agent (default: the rig's, or ${defaultAgent}).`, agentNames.join('|'), 'AGENT'),
  model: text('Model name.', 'NAME', 'AGENT'),
  provider: text('Provider of the model.', 'NAME', 'AGENT'),
  'max-tokens': text('Maximum tokens per response of the model.', 'N', 'AGENT'),
  temperature: text('Sampling temperature.', 'N', 'AGENT'),
  'api-key-secret': text("Secret with the model's API key.", 'NAME[:KEY]', 'AGENT'),
  'claude-creds-secret': text("Secret with Claude's OAuth credentials.", 'NAME', 'AGENT'),

  timeout: text('Maximum run time per attempt, from 60s to 4h (default: 1h).', 'SECONDS|30m|1h', 'LIMITS'),
  'max-cost': text('Maximum cost per attempt in USD.', 'USD', 'LIMITS'),
  'max-turns': text('Maximum turns per attempt.', 'N', 'LIMITS'),
  // What nothing enforces yet is refused, with words of its own.
  'max-tokens-total': Flags.string({ hidden: true }),
  'idle-timeout': Flags.string({ hidden: true }),
  'max-attempts': text('Maximum attempts started automatically (default: 1).', 'N', 'LIMITS'),

  size: text('CPU and memory of the agent (default: medium).', sizeNames.join('|'), 'POD'),
  image: text("Image of the agent's container.", 'IMAGE', 'POD'),
  env: list("Environment variable of the agent's container.", 'NAME=VALUE', 'POD'),
  'node-selector': list('Label that a node must have to run the pod.', 'KEY=VALUE', 'POD'),
  toleration: list('Node taint that the pod tolerates.', 'KEY[=VALUE][:EFFECT]', 'POD'),
  unsandboxed: Flags.boolean({
    helpGroup: 'POD',
    summary: 'Run the agent without a sandbox, with all your permissions (local mode only).',
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
