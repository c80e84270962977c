import type { MachineSight } from '../surroundings.ts'

/** What agents see of the machine, for people. */
export function sightLines({ system, programs, links, hidden, leftOut }: MachineSight): string[] {
  return [
    ...block('Agents see of this machine, read-only:', [
      ...system,
      ...programs,
      ...Object.entries(links).map(([place, target]) => `${place} -> ${target}`),
    ]),
    ...block('Hidden inside of these:', hidden),
    ...block(
      'Not shown, or not searched in full:',
      Object.entries(leftOut).map(([place, why]) => `${place}: ${why}`),
    ),
  ]
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}
