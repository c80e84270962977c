/** Nanoseconds since 1970, finer than the clock tells them and never far from it. */
export class LogClock {
  readonly #wall: () => number
  readonly #steady: () => bigint
  #offset: bigint

  /** `wall`: milliseconds since 1970. `steady`: nanoseconds that stand still while the machine sleeps. */
  constructor(wall: () => number = Date.now, steady: () => bigint = process.hrtime.bigint) {
    this.#wall = wall
    this.#steady = steady
    this.#offset = this.#difference()
  }

  now(): bigint {
    const difference = this.#difference()
    const drift = difference - this.#offset
    // After a sleep, or where somebody has set the clock.
    if (drift > mostDrift || drift < -mostDrift) this.#offset = difference
    return this.#offset + this.#steady()
  }

  #difference(): bigint {
    return BigInt(Math.trunc(this.#wall())) * 1_000_000n - this.#steady()
  }
}

const mostDrift = 20_000_000n
