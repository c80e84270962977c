import { objectsText, type OutputFormat } from './objects.ts'
import type { Printer } from './printer.ts'
import { rigTable, type RigRow } from './rig-table.ts'

export interface HowToShowRigs {
  readonly format: OutputFormat | undefined
  readonly asList: boolean
}

/** Rigs in the format that was asked for. */
export async function showRigs(printer: Printer, rows: readonly RigRow[], how: HowToShowRigs): Promise<void> {
  const rigs = rows.map(({ rig }) => rig)
  if (how.format !== undefined && how.format !== 'wide')
    return printer.print(await objectsText(rigs, how.format, how.asList))
  if (rows.length === 0) return printer.notice('No rigs.')
  printer.print(
    `${rigTable(rows, { terminal: printer.stdout, now: printer.now(), wide: how.format === 'wide' }).join('\n')}\n`,
  )
}
