import type { Problem } from '../errors.ts'
import { agentNames, commandAgent } from '../polecat/agent.ts'
import type { CreateFlags } from './create-flags.ts'
import { FlagReader } from '../command-line/flag-values.ts'
import { sizeNames, sizes } from '../polecat/sizes.ts'
import { nearName } from '../text/near-name.ts'

export interface FlagLayers {
  /** Partial Polecats, lowest first; only what was written is in them. */
  readonly layers: readonly { readonly source: string; readonly value: object }[]
  readonly problems: readonly Problem[]
}

/** What a size stands for is not its user's own choice of each. */
export const sizeLayer = '--size'

/** What the flags say of a polecat. The task comes from `task.ts`, because it may be in a file. */
export function polecatFromFlags(flags: CreateFlags, passthroughArgs: readonly string[] | undefined): FlagLayers {
  const read = new FlagReader()
  const isAgentKnown = flags.agent === undefined || (agentNames as readonly string[]).includes(flags.agent)
  const size = read.choice('--size', flags.size, sizeNames)
  const spec = {
    rig: flags.rig,
    agent: agentOf(flags, passthroughArgs, read),
    uncommitted: read.choice('--uncommitted', flags.uncommitted, ['commit', 'rescue']),
    maxAttempts: read.number('--max-attempts', flags['max-attempts']),
    agentConfig: {
      // Whether a command is right depends on the agent.
      ...(isAgentKnown ? commandOf(passthroughArgs, read) : {}),
      model: flags.model,
      provider: flags.provider,
      maxTokens: read.number('--max-tokens', flags['max-tokens']),
      temperature: read.number('--temperature', flags.temperature),
    },
    kubernetes: {
      gitRepository: flags.repo,
      gitBranch: flags.base,
      workBranch: flags['work-branch'],
      gitSecretRef: flags['git-secret'] === undefined ? undefined : { name: flags['git-secret'] },
      apiKeySecretRef: keyReference(flags['api-key-secret']),
      claudeCredsSecretRef:
        flags['claude-creds-secret'] === undefined ? undefined : { name: flags['claude-creds-secret'] },
      activeDeadlineSeconds: read.seconds('--timeout', flags.timeout),
      image: flags.image,
      env: read.env('--env', flags.env),
      nodeSelector: read.record('--node-selector', flags['node-selector']),
      tolerations: read.tolerations('--toleration', flags.toleration),
    },
    budget: {
      costUSD: read.number('--max-cost', flags['max-cost']),
      turns: read.number('--max-turns', flags['max-turns']),
      tokens: read.number('--max-tokens-total', flags['max-tokens-total']),
      idleSeconds: read.seconds('--idle-timeout', flags['idle-timeout']),
    },
  }
  const sized =
    size === undefined ? [] : [{ source: sizeLayer, value: { spec: { kubernetes: { resources: sizes[size] } } } }]
  const settings = read.settings('--set', flags.set).map((value) => ({ source: '--set', value: { spec: value } }))
  return {
    layers: [...sized, { source: 'the flags', value: { spec: written(spec) } }, ...settings],
    problems: read.problems,
  }
}

/** A command after `--` is for the agent that takes one. */
function agentOf(
  flags: CreateFlags,
  passthroughArgs: readonly string[] | undefined,
  read: FlagReader,
): string | undefined {
  const { agent } = flags
  if (agent !== undefined && !(agentNames as readonly string[]).includes(agent)) {
    const near = nearName(agent, agentNames)
    const meant = near === undefined ? '' : `; did you mean ${near}?`
    read.problems.push({
      field: '--agent',
      message: `expected one of ${agentNames.join(', ')}; found "${agent}"${meant}`,
    })
    return undefined
  }
  return agent ?? (passthroughArgs === undefined ? undefined : commandAgent)
}

function commandOf(
  passthroughArgs: readonly string[] | undefined,
  read: FlagReader,
): { command?: string[]; args?: string[] } {
  if (passthroughArgs === undefined) return {}
  const [program, ...args] = passthroughArgs
  if (program === undefined || program === '') {
    read.problems.push({ field: '--', message: `expected the command of the ${commandAgent} agent, found nothing` })
    return {}
  }
  return { command: [program], args }
}

function keyReference(text: string | undefined): { name: string; key?: string } | undefined {
  if (text === undefined) return undefined
  const at = text.indexOf(':')
  return at < 0 ? { name: text } : { name: text.slice(0, at), key: text.slice(at + 1) }
}

/** Without what is undefined, and without the empty objects that this leaves. */
function written(value: object): object {
  const entries = Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, unknown][] => {
    if (inner === undefined) return []
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [[name, inner]]
    const rest = written(inner)
    return Object.keys(rest).length === 0 ? [] : [[name, rest]]
  })
  return Object.fromEntries(entries)
}
