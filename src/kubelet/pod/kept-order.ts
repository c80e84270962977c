import { readStop, writeStop } from './pod-folder.ts'
import type { StopOrder } from './plan.ts'
import { stopOrder, type StopFacts } from './stop-order.ts'

/** A pod's stop order, good from the moment that it is given: acting never waits for writing. */
export class KeptOrder {
  readonly #folder: string
  #order: StopOrder | undefined
  #written: StopOrder | undefined

  constructor(folder: string) {
    this.#folder = folder
    this.#order = this.#written = readStop(folder)
  }

  get current(): StopOrder | undefined {
    return this.#order
  }

  decide(facts: StopFacts, now: number): StopOrder | undefined {
    this.#order = stopOrder(this.#order, facts, now)
    return this.#order
  }

  /** For the next daemon. Throws where the disk does not take it; the next look tries again. */
  write(): void {
    if (this.#order === undefined || this.#order === this.#written) return
    writeStop(this.#folder, this.#order)
    this.#written = this.#order
  }
}
