/** A log or a difference that is open in the view: its lines, and the part of them that is shown. */
import type { Style } from '../terminal.ts'
import { untabbed, wrapped } from './cell-text.ts'
import type { Scroll } from './fleet-screen.ts'

export interface PaneLine {
  readonly text: string
  readonly style?: Style
}

/** Older lines go, so that a long log costs no more memory than a short one. */
const mostLines = 10_000

export class TextPane {
  readonly title: string
  private readonly isLive: boolean
  /** Whether the pane is at its end, and stays there with what comes. */
  private followsEnd: boolean
  private lines: PaneLine[] = []
  private rows: PaneLine[] = []
  private dropped = 0
  private top = 0
  private width = 0

  /** `from` is what is seen first: a log is read from its end, a difference from its beginning. */
  constructor(title: string, from: 'start' | 'end') {
    this.title = title
    this.isLive = from === 'end'
    this.followsEnd = this.isLive
  }

  add(lines: readonly PaneLine[]): void {
    for (const line of lines) {
      this.lines.push(line)
      for (const row of this.broken(line)) this.rows.push(row)
    }
    // In steps: each costs as much as all lines that stay.
    if (this.lines.length > mostLines * 1.2) this.drop(this.lines.length - mostLines)
  }

  scroll(by: Scroll, capacity: number): void {
    const last = Math.max(0, this.rows.length - capacity)
    const from = this.followsEnd ? last : Math.min(this.top, last)
    const page = Math.max(1, capacity - 1)
    const steps = { 'line-up': -1, 'line-down': 1, 'page-up': -page, 'page-down': page, top: -last, bottom: last }
    this.top = Math.max(0, Math.min(last, from + steps[by]))
    this.followsEnd = this.isLive && this.top === last && (last === 0 || steps[by] > 0 || by === 'bottom')
  }

  /** The rows that are shown on a screen of this size, and where they are. */
  window(width: number, capacity: number): { rows: readonly PaneLine[]; where: string } {
    if (width !== this.width) this.breakAgain(width)
    const last = Math.max(0, this.rows.length - capacity)
    const first = this.followsEnd ? last : Math.min(this.top, last)
    const rows = this.rows.slice(first, first + capacity)
    const missing = this.dropped === 0 ? '' : ` · ${this.dropped} older lines dropped`
    const end = this.followsEnd ? ', following' : ''
    const range = `${Math.min(first + 1, this.rows.length)}-${first + rows.length} of ${this.rows.length}`
    return { rows, where: range + end + missing }
  }

  private drop(count: number): void {
    const rows = this.lines.slice(0, count).reduce((sum, line) => sum + this.broken(line).length, 0)
    this.lines = this.lines.slice(count)
    this.rows = this.rows.slice(rows)
    this.dropped += count
    // What is looked at stays in sight.
    this.top = Math.max(0, this.top - rows)
  }

  private breakAgain(width: number): void {
    const share = this.rows.length === 0 ? 0 : this.top / this.rows.length
    this.width = width
    this.rows = this.lines.flatMap((line) => this.broken(line))
    this.top = Math.round(share * this.rows.length)
  }

  /** Before the first window nothing is known of the screen. */
  private broken({ text, style }: PaneLine): PaneLine[] {
    if (this.width === 0) return []
    return wrapped(untabbed(text), this.width).map((piece) => ({ text: piece, style }))
  }
}
