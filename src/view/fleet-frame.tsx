import { Box, Text } from 'ink'
import { preciseSpan, span } from '../output/age.ts'
import { cost, phaseOf, phaseStyles } from '../output/polecat-table.ts'
import { cells, fit, neutralise } from '../terminal.ts'
import {
  elapsedSeconds,
  fleetRows,
  lastSign,
  phaseCounts,
  stepOf,
  unsandboxed,
  type FleetRow,
  type FleetState,
} from './fleet-state.ts'

export interface FrameProps {
  readonly state: FleetState
  readonly now: number
  readonly width: number
  readonly height: number
  /** How many rows the user has gone down. */
  readonly top?: number
  /** The terminal's keys are read. */
  readonly hasKeys?: boolean
  /** The last frame, which stays on the screen when the view is gone. */
  readonly isLast?: boolean
}

/** Lines for polecats, without the headline and what stands below. */
export function roomIn(height: number): number {
  return Math.max(1, height - 4)
}

/** Polecats with phase, time, activity, cost and newest line; never as tall as the terminal, which would flicker. */
export function FleetFrame({ state, now, width, height, top, hasKeys = false, isLast = false }: FrameProps) {
  const { rows, above, below } = fleetRows(state, { now, room: roomIn(height), top: isLast ? 0 : top })
  const longest = Math.max(4, ...rows.map(({ polecat }) => cells(polecat.metadata.name ?? '')))
  const layout = layOut(Math.min(30, Math.max(8, Math.floor(width / 3)), longest), width)
  const counts = phaseCounts(state).map(({ phase, count }) => `${count} ${phase}`)
  const free = unsandboxed(state)
  if (free > 0) counts.push(`${free} unsandboxed`)
  const words = counts.length === 0 ? 'No polecats.' : counts.join(' · ')
  const rest = [above > 0 ? `${above} above` : '', below > 0 ? `${below} more` : ''].filter(Boolean).join(', ')
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate">
        {headline(layout)}
      </Text>
      {rows.map((row) => (
        <Row key={row.polecat.metadata.name} row={row} now={now} layout={layout} />
      ))}
      {rest !== '' && (
        <Text dimColor wrap="truncate">
          {`… and ${rest}${hasKeys && !isLast ? ' · ↑ ↓ PgUp PgDn' : ''}`}
        </Text>
      )}
      <Text dimColor wrap="truncate">
        {isLast ? words : `${words} · Ctrl-C or q ends this view, not the polecats`}
      </Text>
    </Box>
  )
}

interface Column {
  readonly title: string
  readonly width: number
  value(row: FleetRow, now: number): string
}

/** Between phase and newest line, in the order in which a narrow terminal loses them: the last first. */
const middle: readonly Column[] = [
  { title: 'TIME', width: 9, value: ({ polecat }, now) => preciseSpan(elapsedSeconds(polecat, now)) },
  {
    title: 'ACTIVITY',
    width: 9,
    value: (row, now) => {
      const sign = lastSign(row)
      return sign === undefined ? '-' : `${span((now - Date.parse(sign)) / 1000)} ago`
    },
  },
  {
    title: 'COST',
    width: 8,
    value: ({ polecat: { status } }) => (status?.usage ? cost(status.usage.costUSD) : '-'),
  },
]

const phaseWidth = 10
const gap = 2
const leastWords = 20

interface Layout {
  readonly nameWidth: number
  readonly columns: readonly Column[]
  /** What is left for the newest line. */
  readonly wordsWidth: number
}

function layOut(nameWidth: number, width: number, columns: readonly Column[] = middle): Layout {
  const taken = [nameWidth, phaseWidth, ...columns.map((column) => column.width)]
  const wordsWidth = width - taken.reduce((sum, n) => sum + n + gap, 0)
  if (wordsWidth < leastWords && columns.length > 0) return layOut(nameWidth, width, columns.slice(0, -1))
  return { nameWidth, columns, wordsWidth: Math.max(0, wordsWidth) }
}

function headline({ nameWidth, columns }: Layout): string {
  const titles = ['NAME'.padEnd(nameWidth), 'PHASE'.padEnd(phaseWidth)]
  return [...titles, ...columns.map(({ title, width }) => title.padEnd(width)), 'NOW'].join(' '.repeat(gap))
}

function Row({ row, now, layout }: { readonly row: FleetRow; readonly now: number; readonly layout: Layout }) {
  const { polecat, newest } = row
  const { nameWidth, columns, wordsWidth } = layout
  const phase = phaseOf(polecat)
  const step = [polecat.status?.reason, stepOf(row)].filter(Boolean).join(': ')
  const words = phase === 'Working' && newest !== undefined ? newest.text : step
  const name = fit(polecat.metadata.name ?? '', nameWidth)
  const values = columns.map(({ value, width }) => value(row, now).padEnd(width))
  return (
    <Text wrap="truncate">
      {name + ' '.repeat(Math.max(0, nameWidth - cells(name)) + gap)}
      <Text color={phaseStyles[phase]}>{phase.padEnd(phaseWidth)}</Text>
      {['', ...values, ''].join(' '.repeat(gap))}
      <Text dimColor>{fit(neutralise(words.replaceAll('\n', ' ')), wordsWidth)}</Text>
    </Text>
  )
}
