/** What oclif's manifest says of a command, as far as README and docs/reference need it. */
export interface CommandFacts {
  readonly id: string
  readonly aliases: readonly string[]
  readonly args: Readonly<Record<string, ArgumentFacts>>
  readonly flags?: Readonly<Record<string, FlagFacts>>
  readonly summary?: string
  readonly description?: string
  readonly examples?: readonly (string | { readonly command: string })[]
  readonly usage?: string | readonly string[]
  readonly hidden?: boolean
}

interface ArgumentFacts {
  readonly description?: string
  readonly required?: boolean
  readonly multiple?: boolean
}

export interface FlagFacts {
  readonly name: string
  readonly char?: string
  readonly summary?: string
  readonly helpValue?: string | readonly string[]
  readonly helpGroup?: string
  readonly options?: readonly string[]
  readonly default?: unknown
  readonly env?: string
  readonly multiple?: boolean
  readonly required?: boolean
  readonly hidden?: boolean
  readonly type: 'boolean' | 'option'
}

/** Those that `--help` shows, in the order of their names. */
export function shown(commands: readonly CommandFacts[]): CommandFacts[] {
  return commands.filter(({ hidden }) => !hidden).toSorted((a, b) => a.id.localeCompare(b.id, 'en'))
}

/** `gastown polecat list [NAME…]` */
export function usage({ id, args }: CommandFacts): string {
  return [commandName(id), ...Object.keys(args).map((name) => argumentWord(name, args[name]))].join(' ')
}

export function commandName(id: string): string {
  return `gastown ${id.replaceAll(':', ' ')}`
}

export function argumentWord(name: string, { required, multiple }: ArgumentFacts = {}): string {
  const word = `${name.toUpperCase()}${multiple ? '…' : ''}`
  return required ? word : `[${word}]`
}
