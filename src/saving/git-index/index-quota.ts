import { IndexError } from './index-error.ts'

/** Bytes that the engine itself takes for each name, and at most for each folder. */
const nameBytes = 64
const folderBytes = 512

/** Quota of memory for indexes: names that are compressed, or deep, make more than the file is long. */
export class IndexQuota {
  readonly #most: number
  #taken = 0

  constructor(most: number) {
    this.#most = most
  }

  get taken(): number {
    return this.#taken
  }

  /** Throws an IndexError. */
  take(name: Buffer): void {
    this.#use(nameBytes + name.length)
  }

  takeFolder(): void {
    this.#use(folderBytes)
  }

  #use(bytes: number): void {
    this.#taken += bytes
    if (this.#taken > this.#most)
      throw new IndexError(`what it marks comes to more than ${Math.round(this.#most / 1024 / 1024)} MiB`)
  }
}
