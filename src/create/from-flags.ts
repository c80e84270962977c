import type { Problem } from '../errors.ts'
import { agentNames, commandAgent } from '../polecat/agent.ts'
import { fieldFlags, type CreateFlags, type FieldFlag } from './create-flags.ts'
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
  const agent = agentOf(flags, passthroughArgs, read)
  const fields: FieldValue[] = [
    ['agent', agent],
    // Whether a command is right depends on the agent.
    ...(isAgentKnown ? commandOf(passthroughArgs, read) : []),
    ...fieldFlags.map((flag): FieldValue => [flag.path, valueOf(flag, flags, read)]),
  ]
  const spec = fields.reduce(
    (above: object, [path, value]) => (value === undefined ? above : withField(above, path, value)),
    {},
  )
  const sized =
    size === undefined ? [] : [{ source: sizeLayer, value: { spec: { kubernetes: { resources: sizes[size] } } } }]
  const settings = read.settings('--set', flags.set).map((value) => ({ source: '--set', value: { spec: value } }))
  return {
    layers: [...sized, { source: 'the flags', value: { spec } }, ...settings],
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

function commandOf(passthroughArgs: readonly string[] | undefined, read: FlagReader): FieldValue[] {
  if (passthroughArgs === undefined) return []
  const [program, ...args] = passthroughArgs
  if (program === undefined || program === '') {
    read.problems.push({ field: '--', message: `expected the command of the ${commandAgent} agent, found nothing` })
    return []
  }
  return [
    ['agentConfig.command', [program]],
    ['agentConfig.args', args],
  ]
}

type FieldValue = readonly [path: string, value: unknown]

function valueOf({ name, read }: FieldFlag, flags: CreateFlags, reader: FlagReader): unknown {
  const value = flags[name]
  // The table pairs each flag with a reader of its own type.
  return value === undefined ? undefined : read?.(reader, `--${name}`, value as never)
}

function withField(object: object, path: string, value: unknown): object {
  const [first = '', ...rest] = path.split('.')
  const inner = new Map<string, unknown>(Object.entries(object)).get(first) ?? {}
  return { ...object, [first]: rest.length === 0 ? value : withField(inner, rest.join('.'), value) }
}
