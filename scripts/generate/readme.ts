import { exitCodeTable } from '../../src/outcome/exit-code-table.ts'
import { code, table } from './markdown.ts'
import { commandName, shown, usage, type CommandFacts } from './usage.ts'

/** The README with its tables made new, between their markers. */
export function readme(text: string, commands: readonly CommandFacts[]): string {
  return between(between(text, 'commands', commandTable(commands)), 'exit-codes', exitCodes())
}

function between(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md lacks ${start} … ${end}`)
  return `${text.slice(0, from + start.length)}\n${table}${text.slice(to)}`
}

function commandTable(commands: readonly CommandFacts[]): string {
  const rows = shown(commands).map((command) => [code(usage(command)), aliases(command), command.summary ?? ''])
  return table(['command', 'also', 'does'], rows)
}

function aliases({ aliases }: CommandFacts): string {
  return aliases.map((alias) => code(commandName(alias))).join(', ')
}

function exitCodes(): string {
  const rows = exitCodeTable().map(({ code: exitCode, meaning, reasons }) => [
    String(exitCode),
    meaning,
    reasons.map(code).join(' '),
  ])
  return table(['exit code', 'meaning', 'reasons'], rows)
}
