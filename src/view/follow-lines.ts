/** Below the log lines: how those stand that are followed. */
import { preciseSpan, span } from '../output/age.ts'
import { cost, phaseOf, phaseStyles } from '../output/polecat/polecat-table.ts'
import { cells, fit } from '../terminal.ts'
import { currentStep } from '../polecat/progress.ts'
import { flat, wrapped } from './cell-text.ts'
import type { Size } from './fleet-layout.ts'
import { troubleWords, type Paint } from './fleet-lines.ts'
import { ordered } from './fleet-order.ts'
import { elapsedSeconds, lastSign, rowsOf, stepOf, type FleetRow, type FleetState } from './fleet-state.ts'

export interface FollowFrame extends Size {
  readonly state: FleetState
  readonly now: number
  readonly paint: Paint
  /** The terminal's keys are read. */
  readonly hasKeys: boolean
  /** Whether all is over; the frame stays. */
  readonly isLast?: boolean
}

const mostLines = 10

/** One polecat with the times of its steps, or a line for each of several. */
export function followLines(frame: FollowFrame): string[] {
  const { state, width, height, now, paint, hasKeys, isLast = false } = frame
  // Below them are the keys, and the line that the cursor is in.
  const capacity = Math.max(1, Math.min(mostLines, height - 2))
  const names = ordered(state, { sort: 'attention', filter: '' }, now)
  const rows = rowsOf(state, names)
  const [only] = rows
  const lines = only !== undefined && rows.length === 1 ? oneLines(only, frame) : fleetOf(rows, frame, capacity)
  const trouble = isLast ? undefined : troubleWords(state, now)
  const lost = trouble === undefined ? [] : [paint('yellow', fit(trouble, width))]
  const quit = `${hasKeys ? 'q or ' : ''}Ctrl-C ends this view, not the ${rows.length === 1 ? 'polecat' : 'polecats'}`
  const foot = isLast || height < 4 ? [] : [paint('dim', fit(quit, width))]
  return [...lost, ...lines].slice(0, capacity).concat(foot)
}

function fleetOf(rows: readonly FleetRow[], frame: FollowFrame, capacity: number): string[] {
  const shown = rows.length > capacity ? rows.slice(0, capacity - 1) : rows
  const rest = rows.length - shown.length
  const lines = shown.map((row) => headOf(row, frame, flat(stepOf(row))))
  return rest > 0 ? [...lines, frame.paint('dim', `… and ${rest} more`)] : lines
}

function oneLines(row: FleetRow, frame: FollowFrame): string[] {
  const { width, now, paint } = frame
  const { status } = row.polecat
  const sign = lastSign(row)
  const facts = [
    sign === undefined || frame.isLast ? '' : `active ${span((now - sign) / 1000)} ago`,
    status?.usage === undefined ? '' : `cost ${cost(status.usage.costUSD)}`,
    status?.usage?.turns === undefined ? '' : `${status.usage.turns} turns`,
  ].filter((fact) => fact !== '')
  const step = flat([status?.reason, stepOf(row)].filter(Boolean).join(': '))
  return [
    headOf(row, frame, facts.join(' · ')),
    ...wrapped(stepTimes(row), width).map((line) => paint('dim', line)),
    // How it ended is told by what comes below.
    ...(step === '' || frame.isLast ? [] : [fit(step, width)]),
  ]
}

/** Name, phase, time where it counts, and these words, on one line. */
function headOf({ polecat }: FleetRow, { width, now, paint }: FollowFrame, words: string): string {
  const phase = phaseOf(polecat)
  const name = fit(polecat.metadata.name ?? '', Math.max(8, Math.floor(width / 2)))
  const seconds = elapsedSeconds(polecat, now)
  const time = seconds === undefined ? '' : `  ${preciseSpan(seconds)}`
  const left = width - cells(name) - phase.length - time.length - 4
  if (left < 0) return fit(`${name}  ${phase}${time}`, width)
  const head = `${paint('bold', name)}  ${paint(phaseStyles[phase] ?? 'dim', phase)}${time}`
  return words === '' || left < 4 ? head : `${head}  ${paint('dim', fit(words, left))}`
}

/** The steps so far with their times, and the one that it is at. */
function stepTimes({ polecat: { status } }: FleetRow): string {
  const done = status?.phases ?? []
  const words = done.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)}s`)
  const next = currentStep(status)
  return [...words, ...(next === undefined ? [] : [`${next} …`])].join(' · ')
}
