import type { Rig } from '../rig/schema.ts'
import type { Terminal } from '../terminal.ts'
import { showTime } from './age.ts'
import { tableLines } from './table.ts'

/** A rig with what is counted of its polecats. */
export interface RigRow {
  readonly rig: Rig
  readonly polecats: number
  readonly working: number
}

export function rigTable(rows: readonly RigRow[], terminal: Terminal, now: number): string[] {
  return tableLines<RigRow>(
    [
      { title: 'NAME', value: ({ rig }) => rig.metadata.name ?? '' },
      { title: 'PREFIX', value: ({ rig }) => rig.spec.beadsPrefix },
      { title: 'WORKING', value: ({ rig, working }) => `${working}/${rig.spec.settings?.maxPolecats ?? 8}` },
      { title: 'POLECATS', value: ({ polecats }) => String(polecats) },
      {
        title: 'AGE',
        value: ({ rig }) => showTime(rig.metadata.creationTimestamp, { relative: terminal.isTerminal, now }),
      },
      { title: 'REPOSITORY', value: ({ rig }) => rig.spec.gitURL, elastic: true },
    ],
    rows,
    terminal.width,
  )
}
