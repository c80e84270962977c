/** The last changes, in memory, in the order of their versions: what watches are served from. */
import type { Entry } from './entry.ts'

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  /** For DELETED the last state, with the version of the deletion. */
  readonly entry: Entry
  readonly previous: Entry | undefined
}

const maxEvents = 10_000
const maxCharacters = 32 * 1024 * 1024

export class EventLog {
  #events: StoreEvent[] = []
  /** How many events were dropped: the sequence number of the first one kept. */
  #dropped = 0
  #characters = 0
  readonly #readers = new Set<() => void>()
  /** Everything after this version is in the log. */
  #completeAfter: number

  constructor(version: number) {
    this.#completeAfter = version
  }

  append(events: readonly StoreEvent[]): void {
    for (const event of events) {
      this.#events.push(event)
      this.#characters += event.entry.text.length
    }
    this.#trim()
    for (const wake of this.#readers) wake()
  }

  /** Where to read on after a version; undefined when events after it are gone. */
  position(version: number): number | undefined {
    if (version < this.#completeAfter) return undefined
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#events[middle]?.version ?? 0) <= version) low = middle + 1
      else high = middle
    }
    return this.#dropped + low
  }

  /** 'wait' at the end of the log, 'gone' where the event was dropped already. */
  at(position: number): StoreEvent | 'wait' | 'gone' {
    if (position < this.#dropped) return 'gone'
    return this.#events[position - this.#dropped] ?? 'wait'
  }

  /** Calls back, and must not be thrown at, whenever there is more; until the returned function is called. */
  onChange(wake: () => void): () => void {
    this.#readers.add(wake)
    return () => this.#readers.delete(wake)
  }

  #trim(): void {
    let drop = Math.max(0, this.#events.length - maxEvents)
    // Cut in larger pieces, so that the array is not moved at every change.
    if (drop > 0) drop = Math.min(this.#events.length, drop + maxEvents / 10)
    let characters = this.#characters
    for (let index = 0; index < this.#events.length - 1; index++) {
      if (index >= drop && characters <= maxCharacters) break
      characters -= this.#events[index]?.entry.text.length ?? 0
      drop = Math.max(drop, index + 1)
    }
    if (drop === 0) return
    this.#completeAfter = this.#events[drop - 1]?.version ?? this.#completeAfter
    this.#events.splice(0, drop)
    this.#dropped += drop
    this.#characters = characters
  }
}
