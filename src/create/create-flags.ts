/** The flags of `create`, in one table. Their values stay text in oclif, so that everything wrong with them is told at once. */
import * as Flags from '@oclif/core/flags'
import type * as Interfaces from '@oclif/core/interfaces'
import type { FlagReader } from '../command-line/flag-values.ts'
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

type Read<Value> = (reader: FlagReader, flag: string, value: Value) => unknown

const asText: Read<string> = (_reader, _flag, value) => value
const asNumber: Read<string> = (reader, flag, value) => reader.number(flag, value)
const asSeconds: Read<string> = (reader, flag, value) => reader.seconds(flag, value)
const asOneOf =
  (...words: readonly string[]): Read<string> =>
  (reader, flag, value) =>
    reader.choice(flag, value, words)
const asSecret: Read<string> = (_reader, _flag, name) => ({ name })
const asSecretKey: Read<string> = (_reader, _flag, text) => {
  const at = text.indexOf(':')
  return at < 0 ? { name: text } : { name: text.slice(0, at), key: text.slice(at + 1) }
}
const asEnv: Read<readonly string[]> = (reader, flag, pairs) => reader.env(flag, pairs)
const asRecord: Read<readonly string[]> = (reader, flag, pairs) => reader.record(flag, pairs)
const asTolerations: Read<readonly string[]> = (reader, flag, texts) => reader.tolerations(flag, texts)

/**
 * Each flag once: as oclif is told of it, the field under spec that it sets, and how its text becomes the field's value.
 * Without a path it sets no field; without a reader, other flags or what follows -- decide on the value, too.
 */
const table = {
  task: { flag: text('Task for the agent.', 'TEXT'), path: 'taskDescription' },
  'task-file': {
    flag: list(
      "File with the task; '-' reads stdin. Each file, and each task of a YAML or JSON list, becomes one polecat.",
      'FILE',
    ),
  },
  'task-format': {
    flag: Flags.option({
      options: ['text', 'list'] as const,
      summary: 'Read each task file as one task or as a list (default: by name and content; Markdown is text).',
    })(),
  },
  bead: { flag: list('Issue of the local beads tracker to work on, one polecat each; --task adds to it.', 'ID') },
  rig: {
    flag: text("Rig of the polecat (default: the rig whose repository is this checkout's remote).", 'NAME'),
    path: 'rig',
    read: asText,
  },
  template: { flag: text('Template to start from, such as quick-fix, feature or refactor.', 'NAME') },
  file: {
    flag: Flags.string({ char: 'f', summary: "YAML or JSON file with Polecats; '-' reads stdin.", helpValue: 'FILE' }),
  },
  set: { flag: list('Set a field under spec, such as budget.turns=20.', 'PATH=VALUE') },

  repo: {
    flag: text("Repository URL (default: the rig's).", 'URL', 'GIT'),
    path: 'kubernetes.gitRepository',
    read: asText,
  },
  base: {
    flag: text("Branch to start from (default: this checkout's branch, or the rig's).", 'BRANCH', 'GIT'),
    path: 'kubernetes.gitBranch',
    read: asText,
  },
  'work-branch': {
    flag: text('Branch to push to; an existing branch is continued (default: polecat/NAME).', 'BRANCH', 'GIT'),
    path: 'kubernetes.workBranch',
    read: asText,
  },
  'git-secret': {
    flag: text('Secret with the git credential.', 'NAME', 'GIT'),
    path: 'kubernetes.gitSecretRef',
    read: asSecret,
  },
  uncommitted: {
    flag: text(
      'Destination of uncommitted files on success: a last commit or a rescue ref (default: commit).',
      'commit|rescue',
      'GIT',
    ),
    path: 'uncommitted',
    read: asOneOf('commit', 'rescue'),
  },

  agent: {
    flag: text(`Coding agent (default: the rig's, or ${defaultAgent}).`, agentNames.join('|'), 'AGENT'),
    path: 'agent',
  },
  model: { flag: text('Model name.', 'NAME', 'AGENT'), path: 'agentConfig.model', read: asText },
  provider: { flag: text('Provider of the model.', 'NAME', 'AGENT'), path: 'agentConfig.provider', read: asText },
  'max-tokens': {
    flag: text('Maximum tokens per response of the model.', 'N', 'AGENT'),
    path: 'agentConfig.maxTokens',
    read: asNumber,
  },
  temperature: { flag: text('Sampling temperature.', 'N', 'AGENT'), path: 'agentConfig.temperature', read: asNumber },
  'api-key-secret': {
    flag: text("Secret with the model's API key.", 'NAME[:KEY]', 'AGENT'),
    path: 'kubernetes.apiKeySecretRef',
    read: asSecretKey,
  },
  'claude-creds-secret': {
    flag: text("Secret with Claude's OAuth credentials.", 'NAME', 'AGENT'),
    path: 'kubernetes.claudeCredsSecretRef',
    read: asSecret,
  },

  timeout: {
    flag: text('Maximum run time per attempt, from 60s to 4h (default: 1h).', 'SECONDS|30m|1h', 'LIMITS'),
    path: 'kubernetes.activeDeadlineSeconds',
    read: asSeconds,
  },
  'max-cost': {
    flag: text('Maximum cost per attempt in USD.', 'USD', 'LIMITS'),
    path: 'budget.costUSD',
    read: asNumber,
  },
  'max-turns': { flag: text('Maximum turns per attempt.', 'N', 'LIMITS'), path: 'budget.turns', read: asNumber },
  // What nothing enforces yet is refused, with words of its own.
  'max-tokens-total': { flag: Flags.string({ hidden: true }), path: 'budget.tokens', read: asNumber },
  'idle-timeout': { flag: Flags.string({ hidden: true }), path: 'budget.idleSeconds', read: asSeconds },
  'max-attempts': {
    flag: text('Maximum attempts started automatically (default: 1).', 'N', 'LIMITS'),
    path: 'maxAttempts',
    read: asNumber,
  },

  size: { flag: text('CPU and memory of the agent (default: medium).', sizeNames.join('|'), 'POD') },
  image: { flag: text("Image of the agent's container.", 'IMAGE', 'POD'), path: 'kubernetes.image', read: asText },
  env: {
    flag: list("Environment variable of the agent's container.", 'NAME=VALUE', 'POD'),
    path: 'kubernetes.env',
    read: asEnv,
  },
  'node-selector': {
    flag: list('Label that a node must have to run the pod.', 'KEY=VALUE', 'POD'),
    path: 'kubernetes.nodeSelector',
    read: asRecord,
  },
  toleration: {
    flag: list('Node taint that the pod tolerates.', 'KEY[=VALUE][:EFFECT]', 'POD'),
    path: 'kubernetes.tolerations',
    read: asTolerations,
  },
  unsandboxed: {
    flag: Flags.boolean({
      helpGroup: 'POD',
      summary: 'Run the agent without a sandbox, with all your permissions (local mode only).',
    }),
  },
}

type Table = typeof table
type FlagName = keyof Table
type FlagsOfTable = { readonly [Name in FlagName]: Table[Name]['flag'] }

export const createFlags = Object.fromEntries(
  Object.entries(table).map(([name, { flag }]) => [name, flag]),
) as unknown as FlagsOfTable

export type CreateFlags = Partial<Interfaces.InferredFlags<FlagsOfTable>>

export interface FieldFlag {
  readonly name: FlagName
  /** Such as `agentConfig.model`. */
  readonly path: string
  readonly read?: Read<never>
}

/** The flags that set a field. */
export const fieldFlags: readonly FieldFlag[] = Object.entries(table).flatMap(([name, entry]) =>
  'path' in entry ? [{ ...entry, name: name as FlagName }] : [],
)
