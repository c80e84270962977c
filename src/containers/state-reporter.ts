import { stateLine, type StateEvent } from '../saving/state-event.ts'

/** Pause between two lines; a change meanwhile is reported after it. */
const leastMs = 5000

/** Reports the state of the attempt in the container's log, when it has changed; the first time always. */
export class StateReporter {
  readonly #log: (line: string) => void
  #reported = ''
  #next = 0

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  /** `state` is only asked when there is time for a line. */
  report(state: () => StateEvent, now = new Date()): void {
    if (now.getTime() < this.#next) return
    const event = state()
    const text = JSON.stringify(event)
    if (text === this.#reported) return
    this.#reported = text
    this.#next = now.getTime() + leastMs
    this.#log(stateLine(event, now))
  }
}
