import { globalFlags } from '../../src/command-line/global-flags.ts'
import { code, page, table } from './markdown.ts'
import { argumentWord, commandName, shown, type CommandFacts, type FlagFacts } from './usage.ts'

/** docs/reference/commands.md: each command as its `--help` shows it, the global flags once. */
export function commandsPage(all: readonly CommandFacts[]): string {
  const commands = shown(all)
  const globals = commands.flatMap((command) => flagsOf(command).filter(isGlobal))
  return page(
    'Commands',
    'Every command with its arguments and flags, as `--help` shows them. Exit codes are in [outcomes.md](outcomes.md).',
    '## Global flags',
    'Commands that need no server have `--no-color` and `--verbose` only.',
    flagTable([...new Map(globals.map((flag) => [flag.name, flag])).values()]),
    ...commands.flatMap(section),
  )
}

function section(command: CommandFacts): string[] {
  const { id, aliases, args, summary = '', description, examples = [] } = command
  const also = aliases.map((alias) => code(commandName(alias)))
  const own = flagsOf(command).filter((flag) => !isGlobal(flag))
  const words = Object.entries(args)
  const calls = examples.map((example) => filled(typeof example === 'string' ? example : example.command, id))
  return [
    `## ${commandName(id)}`,
    summary + (also.length > 0 ? ` Also ${also.join(', ')}.` : ''),
    block('', usageLines(command)),
    ...(description === undefined ? [] : [filled(description, id)]),
    ...(words.length === 0 ? [] : [argumentTable(words)]),
    ...(own.length === 0 ? [] : [flagTable(own)]),
    ...(calls.length === 0
      ? []
      : [
          `\`\`\`sh
${calls.join('\n')}
\`\`\``,
        ]),
  ]
}

function usageLines({ id, args, usage }: CommandFacts): string[] {
  if (usage !== undefined) return [usage].flat().map((line) => `gastown ${filled(line, id)}`)
  const words = Object.entries(args).map(([name, argument]) => argumentWord(name, argument))
  return [[commandName(id), ...words, '[flags]'].join(' ')]
}

function block(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n')
}

/** oclif's templates, as far as our commands use them. */
function filled(text: string, id: string): string {
  const full = text.replaceAll('<%= config.bin %>', 'gastown').replaceAll('<%= command.id %>', id.replaceAll(':', ' '))
  if (full.includes('<%')) throw new Error(`${id}: no value for the template in "${text}"`)
  return full
}

function argumentTable(words: readonly (readonly [string, CommandFacts['args'][string]])[]): string {
  return table(
    ['argument', 'meaning'],
    words.map(([name, argument]) => [code(argumentWord(name, argument)), argument.description ?? '']),
  )
}

function flagTable(flags: readonly FlagFacts[]): string {
  const rows = flags
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((flag) => [code(flagWord(flag)), [flag.summary ?? '', ...notes(flag)].join(' ')])
  return table(['flag', 'meaning'], rows)
}

function flagWord({ name, char, type, options, helpValue }: FlagFacts): string {
  const value = type === 'boolean' ? '' : ` ${[helpValue ?? options?.join('|') ?? 'VALUE'].flat().join(' ')}`
  return `${char === undefined ? '' : `-${char}, `}--${name}${value}`
}

function notes({ options, helpValue, default: usual, env, multiple, required, summary = '' }: FlagFacts): string[] {
  return [
    ...(required ? ['Required.'] : []),
    ...(multiple ? ['May be repeated.'] : []),
    ...(options !== undefined && helpValue !== undefined ? [`One of ${options.map(code).join(', ')}.`] : []),
    ...(usual === undefined || /default/i.test(summary) ? [] : [`Default: ${code(String(usual))}.`]),
    ...(env === undefined ? [] : [`Environment: ${code(env)}.`]),
  ]
}

function flagsOf({ flags = {} }: CommandFacts): FlagFacts[] {
  return Object.values(flags).filter(({ hidden }) => !hidden)
}

/** A command that says something else of a global flag shows it among its own. */
function isGlobal({ name, summary }: FlagFacts): boolean {
  return Object.entries(globalFlags).some(([global, flag]) => global === name && flag.summary === summary)
}
