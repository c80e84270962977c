import type { Rig } from '../rig/schema.ts'
import type { Terminal } from '../terminal.ts'
import { showTime } from './age.ts'
import { tableLines, type Column } from './table.ts'

/** A rig with what is counted of its polecats. */
export interface RigRow {
  readonly rig: Rig
  readonly polecats: number
  readonly working: number
}

export interface RigTableStyle {
  readonly terminal: Terminal
  readonly now: number
  readonly wide: boolean
}

export function rigTable(rows: readonly RigRow[], { terminal, now, wide }: RigTableStyle): string[] {
  const columns: Column<RigRow>[] = [
    { title: 'NAME', value: ({ rig }) => rig.metadata.name ?? '' },
    { title: 'PREFIX', value: ({ rig }) => rig.spec.beadsPrefix },
    { title: 'WORKING', value: ({ rig, working }) => `${working}/${rig.spec.settings?.maxPolecats ?? 8}` },
    { title: 'POLECATS', value: ({ polecats }) => String(polecats) },
    {
      title: 'AGE',
      value: ({ rig }) => showTime(rig.metadata.creationTimestamp, { relative: terminal.isTerminal, now }),
    },
    { title: 'REPOSITORY', value: ({ rig }) => rig.spec.gitURL, elastic: true },
  ]
  const further: Column<RigRow>[] = [
    { title: 'BASE', value: ({ rig }) => rig.spec.defaults?.kubernetes?.gitBranch ?? 'main' },
    { title: 'AGENT', value: ({ rig }) => rig.spec.defaults?.agent ?? '' },
    { title: 'MODEL', value: ({ rig }) => rig.spec.defaults?.agentConfig?.model ?? '' },
    { title: 'THEME', value: ({ rig }) => rig.spec.settings?.namepoolTheme ?? '' },
  ]
  // Who asks for more wants it whole, even on lines that a terminal breaks.
  return wide ? tableLines([...columns, ...further], rows) : tableLines(columns, rows, terminal.width)
}
