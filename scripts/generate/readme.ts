import { exitCodeTable } from '../../src/outcome/exit-code-table.ts'

/** What oclif's manifest says of a command, as far as the table needs it. */
interface CommandFacts {
  readonly id: string
  readonly aliases: readonly string[]
  readonly args: Readonly<Record<string, { readonly required?: boolean; readonly multiple?: boolean }>>
  readonly summary?: string
  readonly hidden?: boolean
}

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
  const rows = commands
    .filter(({ hidden }) => !hidden)
    .toSorted((a, b) => a.id.localeCompare(b.id, 'en'))
    .map((command) => [usage(command), aliases(command), command.summary ?? ''])
  return table(['command', 'also', 'does'], rows)
}

function usage({ id, args }: CommandFacts): string {
  const words = Object.entries(args).map(([name, { required, multiple }]) => {
    const word = `${name.toUpperCase()}${multiple ? '…' : ''}`
    return required ? word : `[${word}]`
  })
  return `\`${['gastown', id.replaceAll(':', ' '), ...words].join(' ')}\``
}

function aliases({ aliases }: CommandFacts): string {
  return aliases.map((alias) => `\`gastown ${alias.replaceAll(':', ' ')}\``).join(', ')
}

function exitCodes(): string {
  const rows = exitCodeTable().map(({ code, meaning, reasons }) => [
    String(code),
    meaning,
    reasons.map((reason) => `\`${reason}\``).join(' '),
  ])
  return table(['exit code', 'meaning', 'reasons'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableRow(head) + tableRow(head.map(() => '---')) + rows.map(tableRow).join('')
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
}
