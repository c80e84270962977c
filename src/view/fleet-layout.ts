/** How a fleet is laid out on a screen: which parts and columns there is room for. */
import { cells } from '../terminal.ts'
import { preciseSpan, span } from '../output/age.ts'
import { branchOf, cost } from '../output/polecat/polecat-table.ts'
import { elapsedSeconds, lastSign, type FleetRow } from './fleet-state.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** Lines of the parts; together always fewer than the terminal has, which would flicker. */
export interface Parts {
  /** Counts. */
  readonly head: boolean
  readonly titles: boolean
  /** Polecats, or lines of a text. */
  readonly capacity: number
  /** What happened last, or where one is. */
  readonly status: boolean
  /** Keys. */
  readonly foot: boolean
}

/** A low terminal loses titles, then the place for news, then counts, then keys; news and questions go where keys are. */
export function partsOf(height: number): Parts {
  const lines = Math.max(1, height - 1)
  const titles = lines >= 7
  const status = lines >= 6
  const head = lines >= 4
  const foot = lines >= 2
  const taken = [titles, status, head, foot].filter(Boolean).length
  return { head, titles, capacity: Math.max(1, lines - taken), status, foot }
}

interface Column {
  readonly title: string
  readonly width: number
  value(row: FleetRow, now: number): string
}

const reason: Column = { title: 'REASON', width: 16, value: ({ polecat }) => polecat.status?.reason ?? '-' }
const time: Column = {
  title: 'TIME',
  width: 9,
  value: ({ polecat }, now) => {
    const seconds = elapsedSeconds(polecat, now)
    return seconds === undefined ? '-' : preciseSpan(seconds)
  },
}
const activity: Column = {
  title: 'ACTIVITY',
  width: 8,
  value: (row, now) => {
    const sign = lastSign(row)
    return sign === undefined ? '-' : `${span((now - sign) / 1000)} ago`
  },
}
const money: Column = {
  title: 'COST',
  width: 7,
  value: ({ polecat: { status } }) => (status?.usage ? cost(status.usage.costUSD) : '-'),
}
const branch: Column = { title: 'BRANCH', width: 20, value: ({ polecat }) => branchOf(polecat) }

/** As they stand between phase and newest line. */
const columns: readonly Column[] = [reason, time, activity, money, branch]
/** The one that tells least goes first where there is no room. */
const droppable: readonly Column[] = [branch, activity, money, reason, time]

const phaseWidth = 10
/** Between columns. */
export const gap = '  '
/** Before each row: the mark of the selected one. */
export const markWidth = 2
const leastWords = 20

export interface Layout {
  readonly nameWidth: number
  readonly phaseWidth: number
  readonly columns: readonly Column[]
  /** What is left for the newest line. */
  readonly wordsWidth: number
}

/** The widest layout that leaves room for words. */
export function layoutOf(names: readonly string[], width: number): Layout {
  const longest = Math.max(4, ...names.map(cells))
  const nameWidth = Math.min(30, Math.max(8, Math.floor(width / 3)), longest, Math.max(1, width - markWidth))
  // Where there is room for nothing else.
  const left = Math.max(0, Math.min(phaseWidth, width - markWidth - nameWidth - gap.length))
  for (let dropped = 0; ; dropped++) {
    const shown = columns.filter((column) => !droppable.slice(0, dropped).includes(column))
    const widths = [nameWidth, phaseWidth, ...shown.map((column) => column.width)]
    const wordsWidth = width - markWidth - widths.reduce((sum, n) => sum + n + gap.length, 0)
    if (wordsWidth >= leastWords || dropped === droppable.length)
      return { nameWidth, phaseWidth: left, columns: shown, wordsWidth: Math.max(0, wordsWidth) }
  }
}

/** Whether the reason has a column of its own. */
export function showsReason(layout: Layout): boolean {
  return layout.columns.includes(reason)
}
