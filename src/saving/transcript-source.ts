import { fstatSync, readSync } from 'node:fs'
import { openRegular, type OpenFile } from './snapshot/folder.ts'

const pieceBytes = 256 * 1024

/**
 * Reads what the agent prints, as it grows. The file is opened once: the entry writes to that one, whatever the agent
 * puts in its place later.
 */
export class RawOutput implements Disposable {
  readonly #path: string
  readonly #buffer = Buffer.allocUnsafe(pieceBytes)
  #file: OpenFile | undefined
  #offset = 0

  constructor(path: string) {
    this.#path = path
  }

  /** The next bytes, valid until the next call; undefined when there are no more for now. */
  read(): Buffer | undefined {
    this.#file ??= openRegular(this.#path)
    if (this.#file === undefined) return undefined
    const { fd } = this.#file
    let length = readSync(fd, this.#buffer, 0, pieceBytes, this.#offset)
    if (length === 0 && fstatSync(fd).size < this.#offset) {
      // Somebody cut it; what is written from now on stands at its new end.
      this.#offset = 0
      length = readSync(fd, this.#buffer, 0, pieceBytes, 0)
    }
    this.#offset += length
    return length === 0 ? undefined : this.#buffer.subarray(0, length)
  }

  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]()
  }
}
