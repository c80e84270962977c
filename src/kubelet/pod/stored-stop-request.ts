import { readStop, writeStop } from './pod-folder.ts'
import type { StopRequest } from './plan.ts'
import { stopRequest, type StopFacts } from './stop-request.ts'

/** A pod's stop request, good from the moment that it is given: acting never waits for writing. */
export class StoredStopRequest {
  readonly #folder: string
  #request: StopRequest | undefined
  #written: StopRequest | undefined

  constructor(folder: string) {
    this.#folder = folder
    this.#request = this.#written = readStop(folder)
  }

  get current(): StopRequest | undefined {
    return this.#request
  }

  decide(facts: StopFacts, now: number): StopRequest | undefined {
    this.#request = stopRequest(this.#request, facts, now)
    return this.#request
  }

  /** Stores it for the next daemon. Throws where the disk does not take it; the next sync tries again. */
  write(): void {
    if (this.#request === undefined || this.#request === this.#written) return
    writeStop(this.#folder, this.#request)
    this.#written = this.#request
  }
}
