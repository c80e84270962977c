import type { Polecat } from '../../polecat/schema.ts'
import { objectsText } from '../objects.ts'
import { branchOf } from './polecat-table.ts'
import type { Printer } from '../printer.ts'

/** New polecats, as objects or as a line each. */
export async function showCreated(
  printer: Printer,
  polecats: readonly Polecat[],
  { format }: { readonly format: 'json' | 'yaml' | 'name' | undefined },
): Promise<0> {
  if (format !== undefined) printer.print(await objectsText(polecats, format))
  else {
    for (const polecat of polecats)
      printer.print(`${polecat.metadata.name}: created for rig ${polecat.spec.rig}, branch ${branchOf(polecat)}\n`)
    const names = polecats.length > 8 ? '' : ` ${polecats.map(({ metadata }) => metadata.name).join(' ')}`
    printer.notice(`Follow progress with: gastown status${names}`)
  }
  return 0
}
