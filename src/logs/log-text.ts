/** A container's log, as it is printed. */
import type { Terminal } from '../terminal.ts'
import type { SaidItem } from './agent-log.ts'
import { eventLines } from './event-lines.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

export interface LogStyle {
  readonly timestamps: boolean
  /** Exactly as the container wrote it; only where no terminal reads it. */
  readonly raw: boolean
  /** Named in front of each line, where there are several. */
  readonly source?: string
  /** Pattern of the lines to show; has the flag `g`. */
  readonly grep?: RegExp
  /** Terminal on which matches are painted. */
  readonly terminal: Pick<Terminal, 'colour' | 'paint'>
}

type Said = Exclude<SaidItem, { type: 'gap' }>
type Gap = Extract<SaidItem, { type: 'gap' }>

/** An item's lines for a person, those that match. A gap is told by `gapText`. */
export function itemLines(item: Said, { source, timestamps, raw, grep, terminal }: LogStyle): string[] {
  const before = [source && `[${source}]`, timestamps ? item.time : undefined].filter((part) => part !== undefined)
  return wordsOf(item, raw)
    .filter((words) => grep === undefined || matches(words, grep))
    .map((words) => (grep === undefined || raw ? words : painted(words, grep, terminal)))
    .map((words) => [...before, words].join(' '))
}

export interface LogOrigin {
  readonly polecat: string
  readonly attempt: number | undefined
  readonly container: string
}

/** An item for programs, also a gap; undefined for what does not match. */
export function itemValue(item: SaidItem, from: LogOrigin, grep: RegExp | undefined): object | undefined {
  if (item.type === 'gap') return { ...from, gap: item.reason }
  if (grep !== undefined && !wordsOf(item, false).some((words) => matches(words, grep))) return undefined
  const { type: _, ...rest } = item
  return { ...from, ...rest }
}

export function gapText({ reason }: Gap, { source }: Pick<LogStyle, 'source'>): string {
  return `${source === undefined ? '' : `[${source}] `}lines may be missing here: ${sanitizeForTerminal(reason)}`
}

function wordsOf(item: Said, raw: boolean): string[] {
  if (item.type === 'event') return eventLines(item.event).map((line) => sanitizeForTerminal(line))
  return [raw ? item.text : sanitizeForTerminal(item.text)]
}

function matches(words: string, grep: RegExp): boolean {
  // Such an expression remembers where it was.
  grep.lastIndex = 0
  return grep.test(words)
}

function painted(words: string, grep: RegExp, { colour, paint }: LogStyle['terminal']): string {
  return colour ? words.replaceAll(grep, (match) => (match === '' ? '' : paint('red', match))) : words
}
