import type { MachineSight } from '../runtime.ts'

/** What agents see of the machine, for people. */
export function sightLines({ system, programs, links, hidden, leftOut }: MachineSight): string[] {
  return [
    ...block('Visible to agents, read-only:', [
      ...system,
      ...programs,
      ...Object.entries(links).map(([place, target]) => `${place} -> ${target}`),
    ]),
    ...block('Hidden inside these:', hidden),
    ...block(
      'Not visible, or not fully searched:',
      Object.entries(leftOut).map(([place, why]) => `${place}: ${why}`),
    ),
  ]
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}
