/** A fleet as lines of a screen. */
import { span } from '../output/age.ts'
import { noPolecats, type Whose } from '../output/polecat/no-polecats.ts'
import { phaseOf, phaseStyles } from '../output/polecat/polecat-table.ts'
import { agentEnded } from '../polecat/progress.ts'
import { cells, fit, type Terminal } from '../terminal.ts'
import { column, flat } from './cell-text.ts'
import { gap, layoutOf, markWidth, partsOf, showsReason, type Layout, type Size } from './fleet-layout.ts'
import { sortWords } from './fleet-order.ts'
import { windowOf, type FleetScreen } from './fleet-place.ts'
import { questionLine } from './fleet-questions.ts'
import { phaseCounts, rowsOf, stepOf, unsandboxed, type FleetRow, type FleetState } from './fleet-state.ts'
import { footLine, helpLines } from './key-help.ts'
import type { TextPane } from './text-pane.ts'

export type Paint = Terminal['paint']

interface Frame extends Size {
  readonly now: number
  readonly paint: Paint
}

/** Something that happened, told until the next thing does. */
export interface News {
  readonly text: string
  readonly isError: boolean
}

export interface FleetFrame extends Frame {
  readonly state: FleetState
  /** Gives words with commands that look where the view looks. */
  placed(words: string): string
  /** Whose polecats they are, where they are not named. */
  readonly scope?: Whose | undefined
  readonly screen: FleetScreen
  /** Names of the polecats that are shown, in their order. */
  readonly names: readonly string[]
  readonly pane?: TextPane
  readonly news?: News
  /** The terminal's keys are read. */
  readonly hasKeys: boolean
}

export function fleetLines(frame: FleetFrame): string[] {
  const { screen, width, paint, height, hasKeys, pane } = frame
  const parts = partsOf(height)
  const body = bodyLines(frame)
  const news = newsLine(frame)
  const capacity = hasTitles(frame) ? parts.capacity : textRoom(height)
  // The last lines stay where they are, however many polecats there are.
  const below = Array.from({ length: Math.max(0, capacity - body.lines.length) }, () => '')
  if (!parts.foot && news !== undefined) return [news]
  const foot = hasKeys ? footLine(screen, width) : fit('Ctrl-C ends this view, not the polecats', width)
  return [
    ...(parts.head ? [headLine(frame)] : []),
    ...(hasTitles(frame) ? [body.titles] : []),
    ...body.lines,
    ...below,
    ...(parts.status ? [news ?? paint('dim', fit(placeOf(frame, pane), width))] : []),
    ...(parts.foot ? [parts.status || news === undefined ? paint('dim', foot) : news] : []),
  ]
}

function hasTitles({ screen, height }: FleetFrame): boolean {
  return partsOf(height).titles && screen.mode !== 'text' && screen.mode !== 'help'
}

/** What stays on the screen when the view is gone. */
export function lastLines(frame: Omit<FleetFrame, 'screen' | 'hasKeys'>): string[] {
  const { state, names, width, height, paint } = frame
  if (state.polecats.size === 0) return [counts(frame)]
  // A line each for titles, the rest, the counts and the shell's prompt.
  const shown = names.slice(0, Math.max(1, height - 4))
  const rest = names.length - shown.length
  const layout = layoutOf(shown, width + markWidth)
  return [
    paint('bold', fit(titleLine(layout), width)),
    ...rowsOf(state, shown).map((row) => rowLine(row, frame, layout)),
    ...(rest > 0 ? [paint('dim', `… and ${rest} more`)] : []),
    paint('dim', fit(counts(frame), width)),
  ]
}

function bodyLines(frame: FleetFrame): { titles: string; lines: string[] } {
  const { state, screen, names, width, height, paint, pane } = frame
  const { capacity } = partsOf(height)
  if (screen.mode === 'help') return { titles: '', lines: helpLines(width).slice(0, textRoom(height)) }
  if (screen.mode === 'text') {
    const { rows = [] } = pane?.window(width, textRoom(height)) ?? {}
    return { titles: '', lines: rows.map(({ text, style }) => (style === undefined ? text : paint(style, text))) }
  }
  const { first, index } = windowOf(screen, { names, capacity })
  const shown = names.slice(first, first + capacity)
  const layout = layoutOf(shown, width)
  const titles = paint('bold', fit(' '.repeat(markWidth) + titleLine(layout), width))
  const lines = rowsOf(state, shown).map((row, i) => {
    const isSelected = first + i === index && frame.hasKeys
    const mark = isSelected ? paint('bold', '› ') : '  '
    return mark + rowLine(row, frame, layout, isSelected)
  })
  return { titles, lines }
}

/** Lines that a text has on a screen of this height: there are no titles. */
export function textRoom(height: number): number {
  const { capacity, titles } = partsOf(height)
  return capacity + (titles ? 1 : 0)
}

function headLine(frame: FleetFrame): string {
  const { state, screen, pane, now, width, paint } = frame
  const trouble = troubleWords(state, now)
  const words = screen.mode === 'text' && pane !== undefined ? pane.title : counts(frame)
  if (trouble === undefined) return paint('bold', fit(words, width))
  const shown = fit(trouble, width)
  return paint('yellow', shown) + fit(` · ${words}`, width - cells(shown))
}

/** Why what is shown may be old. */
export function troubleWords({ lostAt, operator }: FleetState, now: number): string | undefined {
  if (lostAt !== undefined) return `Disconnected for ${span((now - lostAt) / 1000)}; data may be stale`
  return operator?.what
}

function counts({ state, scope, placed }: Pick<FleetFrame, 'state' | 'scope' | 'placed'>): string {
  const total = state.polecats.size
  if (total === 0) return placed(noPolecats(scope, state.elsewhere ?? 0, 'gastown status'))
  const words = phaseCounts(state).map(({ phase, count }) => `${count} ${phase}`)
  const free = unsandboxed(state)
  if (free > 0) words.push(`${free} unsandboxed`)
  const where = scope === undefined ? '' : ` in ${scope.words}`
  return `${total} ${total === 1 ? 'polecat' : 'polecats'}${where}: ${words.join(' · ')}`
}

/** A question, what is typed, or what happened last. */
function newsLine({ screen, news, width, paint, placed }: FleetFrame): string | undefined {
  if (screen.asked !== undefined) return paint('yellow', questionLine(screen.asked, width))
  if (screen.mode === 'typing') return fit(`/${screen.filter}▏`, width)
  if (news === undefined) return undefined
  return paint(news.isError ? 'red' : 'green', fit(flat(placed(news.text)), width))
}

function placeOf({ screen, state, names, height, width }: FleetFrame, pane: TextPane | undefined): string {
  if (screen.mode === 'text') return pane?.window(width, textRoom(height)).where ?? ''
  const { capacity } = partsOf(height)
  const { first } = windowOf(screen, { names, capacity })
  const range = `${Math.min(first + 1, names.length)}-${Math.min(names.length, first + capacity)} of ${names.length}`
  const filter = screen.filter === '' ? [] : [`/${screen.filter} (of ${state.polecats.size})`]
  return [range, sortWords[screen.sort], ...filter].join(' · ')
}

function titleLine({ nameWidth, phaseWidth, columns }: Layout): string {
  const titles = ['NAME'.padEnd(nameWidth), 'PHASE'.padEnd(phaseWidth)]
  return [...titles, ...columns.map(({ title, width }) => title.padEnd(width)), 'NOW'].join(gap)
}

function rowLine(row: FleetRow, { now, paint }: Frame, layout: Layout, isSelected = false): string {
  const { polecat } = row
  const phase = phaseOf(polecat)
  const name = column(polecat.metadata.name ?? '', layout.nameWidth)
  const values = layout.columns.map(({ value, width }) => column(flat(value(row, now)), width))
  const words = fit(flat(nowOf(row, layout)), layout.wordsWidth)
  return [
    isSelected ? paint('inverse', name) : name,
    ...(layout.phaseWidth === 0 ? [] : [paint(phaseStyles[phase] ?? 'dim', column(phase, layout.phaseWidth))]),
    ...values,
    ...(words === '' ? [] : [paint('dim', words)]),
  ].join(gap)
}

/** The newest line of one that works; of others, what they wait for or came to. */
function nowOf(row: FleetRow, layout: Layout): string {
  const { status } = row.polecat
  if (phaseOf(row.polecat) === 'Working' && row.newest !== undefined && !agentEnded(status)) return row.newest.text
  const step = stepOf(row)
  return showsReason(layout) ? step : [status?.reason, step].filter(Boolean).join(': ')
}
