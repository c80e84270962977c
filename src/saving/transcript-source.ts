import { fstatSync, readSync } from 'node:fs'
import { openRegular, type OpenFile } from './scan/folder.ts'

const pieceBytes = 256 * 1024
const empty = Buffer.alloc(0)
const zeros = Buffer.alloc(pieceBytes)
const leftOut = Buffer.from('\n(a long run of NUL bytes is left out here)\n')

/**
 * Reads what the agent prints, as it grows. The file is opened once: the entry writes to that one, whatever the agent
 * puts in its place later.
 */
export class RawOutput implements Disposable {
  readonly #path: string
  readonly #buffer = Buffer.allocUnsafe(pieceBytes)
  #file: OpenFile | undefined
  #offset = 0
  #isInRun = false

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
    return length === 0 ? undefined : this.#withoutRuns(fd, this.#buffer.subarray(0, length))
  }

  /** A hole costs the agent nothing, whatever its size: it is told of, and not read. */
  #withoutRuns(fd: number, piece: Buffer): Buffer {
    if (piece.length === pieceBytes && piece.equals(zeros)) {
      const { size, blocks } = fstatSync(fd)
      // What the entry has written since stands at the end, and is no longer than all that is on disk.
      this.#offset = Math.max(this.#offset, size - blocks * 512 - pieceBytes)
      const told = this.#isInRun ? empty : leftOut
      this.#isInRun = true
      return told
    }
    if (!this.#isInRun) return piece
    const first = piece.findIndex((byte) => byte !== 0)
    this.#isInRun = first < 0
    return first < 0 ? empty : piece.subarray(first)
  }

  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]()
  }
}
