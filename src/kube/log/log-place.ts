/**
 * How far a log has been read. Lines carry a time but no number, and servers cut `sinceTime` to whole seconds:
 * a reader that comes back is given old lines again, and must know which.
 */
export interface LogPlace {
  /** Time of the last line that was delivered. */
  readonly time: string
  /** Number of lines of exactly this time that were delivered. */
  readonly count: number
}

export function advance(place: LogPlace | undefined, time: string): LogPlace {
  return place?.time === time ? { time, count: place.count + 1 } : { time, count: 1 }
}

/** Tells old lines from new ones in a log that is read again from a place. */
export class Resumption {
  readonly #place: LogPlace | undefined
  #old = 0
  #isPast: boolean

  constructor(place: LogPlace | undefined) {
    this.#place = place
    this.#isPast = place === undefined
  }

  /** `after-gap`: new, but the last line that was delivered did not come again; what stood between them is not known. */
  judge(time: string): 'old' | 'new' | 'after-gap' {
    const place = this.#place
    if (this.#isPast || place === undefined) return 'new'
    const order = compareTimes(time, place.time)
    if (order < 0) return 'old'
    if (order === 0 && this.#old < place.count) {
      this.#old += 1
      return 'old'
    }
    this.#isPast = true
    return this.#old < place.count ? 'after-gap' : 'new'
  }

  /** Whether, at the end of the log, the last line that was delivered has not come again. */
  get missed(): boolean {
    return !this.#isPast && this.#old < (this.#place?.count ?? 0)
  }
}

/** RFC 3339 with up to nine decimals, in any zone. */
export function compareTimes(a: string, b: string): number {
  if (a === b) return 0
  if (a.length === b.length && a.endsWith('Z') && b.endsWith('Z')) return a < b ? -1 : 1
  return Date.parse(withoutFraction(a)) - Date.parse(withoutFraction(b)) || nanoseconds(a) - nanoseconds(b)
}

function withoutFraction(time: string): string {
  return time.replace(/\.\d+/, '')
}

function nanoseconds(time: string): number {
  return Number((/\.(\d+)/.exec(time)?.[1] ?? '0').padEnd(9, '0').slice(0, 9))
}
