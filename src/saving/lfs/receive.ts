import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GitFailure } from '../../git/failure.ts'
import type { LfsObject } from './pointer.ts'
import { placeIn } from './store.ts'

interface Receiving {
  readonly store: string
  /** For messages: who sends it. */
  readonly shown: string
  readonly signal: AbortSignal
  /** How many bytes more; fewer where they came in vain. */
  readonly arrived: (bytes: number) => void
}

/** Writes a content into the store as it comes; only what is exactly the one that was asked for gets its place there. */
export async function receive(
  content: Readable,
  { oid, size }: LfsObject,
  { store, shown, signal, arrived }: Receiving,
): Promise<void> {
  const temporary = join(dirname(store), 'incomplete', oid)
  const place = placeIn(store, oid)
  for (const file of [temporary, place]) mkdirSync(dirname(file), { recursive: true })
  const hash = createHash('sha256')
  let length = 0
  const corrupt = () =>
    new GitFailure('unknown', `${shown} has other content than ${oid.slice(0, 12)} (LFS), which is not taken`, {
      hint: 'the file on the server is damaged, or somebody has changed it',
    })
  const check = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      length += piece.length
      if (length > size) throw corrupt()
      hash.update(piece)
      arrived(piece.length)
      yield piece
    }
  }
  try {
    await pipeline(content, check, createWriteStream(temporary), { signal })
  } catch (error) {
    arrived(-length)
    throw error
  }
  if (length !== size || hash.digest('hex') !== oid) throw corrupt()
  renameSync(temporary, place)
}
