/** Brings a pod's status to the server: the newest one, one write at a time, only on change. */
import { setTimeout as sleep } from 'node:timers/promises'
import { exponential } from '../../backoff.ts'
import { GastownError, messageOf } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import { pods } from '../../kube/resources.ts'
import type { V1Pod } from '../../kube/wire.ts'
import type { PodKey } from './pod-spec.ts'

type Status = NonNullable<V1Pod['status']>

/**
 * A pod's start is a dozen steps; those that follow each other this soon are one write. Where writes take long, others
 * want the server too, and more steps become one. A pod's end waits for nothing.
 */
const betweenWritesMs = 150
const betweenWritesAtMostMs = 1000
const timesAWrite = 4
const firstPauseMs = 200
const longestPauseMs = 5000

export class StatusWriter {
  readonly #client: Client
  readonly #key: PodKey
  readonly #notice: (line: string) => void
  #newest: Status
  #wanted: string
  #written: string
  #writeAgainAt = -Infinity
  #writing: Promise<void> | undefined
  #hurry = Promise.withResolvers<void>()
  #gone = false

  constructor(client: Client, key: PodKey, before: Status | undefined, notice: (line: string) => void) {
    this.#client = client
    this.#key = key
    this.#notice = notice
    this.#newest = before ?? {}
    this.#wanted = this.#written = JSON.stringify(this.#newest)
  }

  /** The status as it was last asked for. */
  get newest(): Status {
    return this.#newest
  }

  /** The server has it too. */
  get upToDate(): boolean {
    return this.#wanted === this.#written
  }

  want(status: Status): void {
    this.#newest = status
    this.#wanted = JSON.stringify(status)
    if (this.#wanted === this.#written) return
    if (isOver(status)) this.#hurry.resolve()
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined))
  }

  /** Resolves once nothing is left to write. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  /** The pod does not exist any more. */
  stop(): void {
    this.#gone = true
  }

  async #turn(): Promise<void> {
    const wait = this.#writeAgainAt - performance.now()
    if (wait > 0) await Promise.race([sleep(wait), this.#hurry.promise])
  }

  async #write(): Promise<void> {
    let failures = 0
    while (!this.#gone && this.#wanted !== this.#written) {
      await this.#turn()
      const text = this.#wanted
      const began = performance.now()
      try {
        const patch = { metadata: { uid: this.#key.uid }, status: this.#newest }
        await this.#client.mergePatch(pods, this.#key.name, this.#key.namespace, patch, { subresource: 'status' })
        this.#written = text
        const now = performance.now()
        const took = timesAWrite * (now - began)
        this.#writeAgainAt = now + Math.min(Math.max(betweenWritesMs, took), betweenWritesAtMostMs)
        failures = 0
      } catch (error) {
        // Another pod of the same name is none of ours either.
        if (error instanceof GastownError && ['not-found', 'conflict'].includes(error.kind)) this.#gone = true
        else {
          this.#notice(`status of pod ${this.#key.namespace}/${this.#key.name} not written: ${messageOf(error)}`)
          await sleep(exponential(firstPauseMs, failures++, longestPauseMs), undefined, { ref: false })
        }
      }
    }
  }
}

function isOver({ phase }: Status): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}
