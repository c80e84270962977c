import { stateLine, type StateEvent } from '../saving/state-event.ts'

/** Between two lines; what changes meanwhile is told at the next look after it. */
const leastMs = 5000

/** Prints what is known of the attempt into the container's log, when it has changed. The first time always. */
export class StateTeller {
  readonly #log: (line: string) => void
  #told = ''
  #next = 0

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  /** `state` is only asked when there is time for a line. */
  look(state: () => StateEvent, now = new Date()): void {
    if (now.getTime() < this.#next) return
    const event = state()
    const text = JSON.stringify(event)
    if (text === this.#told) return
    this.#told = text
    this.#next = now.getTime() + leastMs
    this.#log(stateLine(event, now))
  }
}
