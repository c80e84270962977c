import type { EventEmitter } from 'node:events'
import { ApiFailure } from '../failure.ts'

/** Each holds a connection and some memory for as long as its client likes. */
const most = 1000

/** Replies without an end: watches, logs that are followed, execs. Their number is limited. */
export class Streams {
  readonly #most: number
  #open = 0

  constructor(limit = most) {
    this.#most = limit
  }

  /** Counts one more until its connection closes; throws where there are enough. */
  open(connection: EventEmitter): void {
    if (this.#open >= this.#most) {
      const message = `Too many requests: ${this.#most} watches, logs and execs are open, please try again later.`
      throw new ApiFailure(429, 'TooManyRequests', message, { retryAfterSeconds: 1 })
    }
    this.#open++
    connection.once('close', () => void this.#open--)
  }
}
