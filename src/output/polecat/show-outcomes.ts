import { apiVersion } from '../../polecat/names.ts'
import type { Polecat } from '../../polecat/schema.ts'
import { objectsText } from '../objects.ts'
import { outcomeLines } from './outcome-lines.ts'
import type { Printer } from '../printer.ts'

/** How polecats ended, or stand, in words or as objects. */
export async function showOutcomes(
  printer: Printer & { placed(words: string): string },
  polecats: readonly Polecat[],
  format: 'json' | 'yaml' | 'name' | undefined,
): Promise<void> {
  // What a watch gives may be an item of a list, and these come without kind and version.
  const whole = polecats.map((polecat): Polecat => ({ ...polecat, apiVersion, kind: 'Polecat' }))
  if (format !== undefined) printer.print(await objectsText(whole, format))
  else
    for (const polecat of whole)
      printer.print(`${outcomeLines(polecat, printer.stdout, (words) => printer.placed(words)).join('\n')}\n`)
}
