/** Stamps a run's output, segment after segment. */
import { setImmediate as turn } from 'node:timers/promises'
import { LogClock } from './log-clock.ts'
import { segmentsOf } from './log-segments.ts'
import { SegmentStamper, type Stamped } from './log-stamps.ts'

const clock = new LogClock()

export class Stamper implements Disposable {
  readonly #folder: string
  readonly #now: () => bigint
  #segment: number
  #open: SegmentStamper | undefined
  #latest = 0n

  constructor(folder: string, now: () => bigint = () => clock.now()) {
    this.#folder = folder
    this.#now = now
    this.#segment = segmentsOf(folder, 'stamps').at(-1) ?? 0
  }

  /** One bounded look at what has come. `ended`: nothing more will. */
  stamp(ended: boolean): Pick<Stamped, 'fresh' | 'more'> {
    const there = segmentsOf(this.#folder)
    // Looked for before the segment is read: once there is a next one, nothing is added to it.
    const next = there.find((number) => number > this.#segment)
    if (!there.includes(this.#segment)) {
      if (next === undefined) return { fresh: false, more: false }
      this.#goTo(next)
      return this.stamp(ended)
    }
    this.#open ??= new SegmentStamper(this.#folder, this.#segment, this.#now, this.#latest)
    const { fresh, more, latest } = this.#open.stamp(ended || next !== undefined)
    this.#latest = latest
    if (!more && next !== undefined) this.#goTo(next)
    return { fresh, more: more || next !== undefined }
  }

  /** All that has come, with turns for others in between; true where there was something new. */
  async stampAll(ended: boolean, signal?: AbortSignal): Promise<boolean> {
    let any = false
    for (;;) {
      const { fresh, more } = this.stamp(ended)
      any ||= fresh
      if (!more) return any
      await turn()
      if (isOver(signal)) return any
    }
  }

  [Symbol.dispose](): void {
    this.#open?.[Symbol.dispose]()
    this.#open = undefined
  }

  #goTo(segment: number): void {
    this[Symbol.dispose]()
    this.#segment = segment
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}
