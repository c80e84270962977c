/** What keys do, as the last line of a screen and as a screen of its own. */
import { cells, fit } from '../terminal.ts'
import type { FleetScreen } from './fleet-place.ts'

interface Help {
  readonly keys: string
  readonly does: string
  /** In the last line, in short; those left out there stand in the help alone. */
  readonly short?: string
}

const list: readonly Help[] = [
  { keys: 'q, Ctrl-C', does: 'close this view; polecats keep running. Ctrl-Z suspends it', short: 'q quit' },
  { keys: '?', does: 'show this help', short: '? help' },
  { keys: 'Enter, l', does: 'open its log', short: 'l log' },
  { keys: 'd', does: 'open the diff of its work', short: 'd diff' },
  { keys: 't, x', does: 'terminate it after confirmation; its work is saved first', short: 't terminate' },
  { keys: 'r', does: 'retry it after confirmation: start a new attempt', short: 'r retry' },
  { keys: '/', does: 'filter by name, phase, reason, rig, bead or branch; Esc shows all', short: '/ filter' },
  { keys: 's', does: 'sort by attention, name, time, activity, cost', short: 's sort' },
  { keys: '↑ ↓, k j', does: 'select' },
  { keys: 'PgUp PgDn, space', does: 'move a page up or down' },
  { keys: 'g G, Home End', does: 'go to the first, the last' },
]

const feet: Readonly<Record<FleetScreen['mode'], readonly string[]>> = {
  list: list.flatMap(({ short }) => short ?? []),
  typing: ['Enter keep', 'Esc show all'],
  asking: ['y yes', 'any other key cancel'],
  help: ['any key back'],
  text: ['q back', '↑ ↓ PgUp PgDn g G move'],
}

/** As many keys as fit, each whole. */
export function footLine({ mode, asked }: Pick<FleetScreen, 'mode' | 'asked'>, width: number): string {
  const [usual = '', ...rest] = feet[mode]
  const first = asked === undefined ? usual : `y ${asked.act}`
  let line = fit(first, width)
  for (const key of rest) {
    if (cells(line) + cells(key) + 3 > width) break
    line += ` · ${key}`
  }
  return line
}

export function helpLines(width: number): string[] {
  return list.map(({ keys, does }) => fit(`${keys.padEnd(18)}${does}`, width))
}
