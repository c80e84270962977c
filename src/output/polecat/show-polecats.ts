import { isFinished } from '../../outcome/reasons.ts'
import type { ListedPolecat } from '../../polecat/columns.ts'
import type { Polecat } from '../../polecat/schema.ts'
import { isData, objectsText, type OutputFormat } from '../objects.ts'
import { polecatTable } from './polecat-table.ts'
import type { Printer } from '../printer.ts'

export interface HowToShow {
  /** A table where it is left out. */
  readonly format: OutputFormat | undefined
  /** A List also for one. */
  readonly asList?: boolean
}

/** Polecats in the format that was asked for. */
export async function showPolecats(
  printer: Printer,
  polecats: readonly Polecat[],
  { format, asList }: HowToShow,
): Promise<void> {
  if (isData(format)) return printer.print(await objectsText(polecats, format, asList))
  showTable(printer, polecats, format === 'wide')
}

/** A table, and what has to be said besides. */
export function showTable(printer: Printer, polecats: readonly ListedPolecat[], wide = false): void {
  if (polecats.length === 0) return printer.notice('No polecats.')
  const style = { terminal: printer.stdout, now: () => printer.now(), wide }
  printer.print(`${polecatTable(polecats, style).join('\n')}\n`)
  const free = polecats.filter(({ status }) => status?.sandboxed === false && !isFinished(status.phase))
  const names = free.map(({ metadata }) => metadata.name).join(', ')
  if (free.length > 0) printer.notice(`Without a sandbox, so that their agents can act as you: ${names}`)
}
