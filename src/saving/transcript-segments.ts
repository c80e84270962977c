import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The transcript as text for the agent container's log, in numbered files; the entry copies them. After a restart the
 * same text comes again, and only what is not there yet is written.
 */
export class Segments {
  readonly #folder: string
  readonly #bytes: number
  readonly #keep: number
  #number = 1
  #size = 0
  readonly #there: { readonly number: number; readonly size: number }

  constructor(folder: string, { bytes = 64 * 1024 * 1024, keep = 8 } = {}) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    this.#bytes = bytes
    this.#keep = keep
    const number = Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isInteger))
    this.#there = { number, size: number === 0 ? 0 : statSync(join(folder, String(number))).size }
  }

  write(text: string): void {
    for (const part of this.#parts(Buffer.from(text))) this.#append(part)
  }

  /** No segment is longer than its limit, so that where one ends does not depend on how the text came. */
  *#parts(text: Buffer): Generator<Buffer> {
    let rest = text
    while (rest.length > 0) {
      const part = rest.subarray(0, this.#bytes - this.#size)
      rest = rest.subarray(part.length)
      yield part
    }
  }

  #append(part: Buffer): void {
    const missing = this.#missing(part)
    if (missing.length > 0) appendFileSync(join(this.#folder, String(this.#number)), missing)
    this.#size += part.length
    if (this.#size < this.#bytes) return
    this.#number += 1
    this.#size = 0
    rmSync(join(this.#folder, String(this.#number - this.#keep)), { force: true })
  }

  #missing(part: Buffer): Buffer {
    if (this.#number !== this.#there.number)
      return this.#number < this.#there.number ? part.subarray(part.length) : part
    return part.subarray(Math.min(part.length, Math.max(0, this.#there.size - this.#size)))
  }
}
