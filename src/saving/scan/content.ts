import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import type { OpenFile } from './folder.ts'
import { header } from '../snapshot/objects.ts'

/** Everything in the file, or undefined when it is longer than the limit by now. */
export function readAll({ fd, facts }: OpenFile, limit: number): Buffer | undefined {
  let buffer = Buffer.allocUnsafe(Math.min(facts.size, limit) + 1)
  let length = 0
  for (;;) {
    if (length === buffer.length) {
      if (length > limit) return undefined
      buffer = Buffer.concat([buffer, Buffer.allocUnsafe(Math.max(65_536, length))])
    }
    const read = readSync(fd, buffer, length, buffer.length - length, null)
    if (read === 0) return length > limit ? undefined : buffer.subarray(0, length)
    length += read
  }
}

/** The name that a file too big to keep would have, if it is as long as it says. */
export async function nameOfBig(
  { fd, facts }: OpenFile,
  yieldToEventLoop: () => Promise<void> | undefined,
): Promise<string | undefined> {
  const hash = createHash('sha1').update(header('blob', facts.size))
  const buffer = Buffer.allocUnsafe(4 * 1024 * 1024)
  let length = 0
  for (;;) {
    const read = readSync(fd, buffer, 0, buffer.length, null)
    if (read === 0) return length === facts.size ? hash.digest('hex') : undefined
    length += read
    if (length > facts.size) return undefined
    hash.update(buffer.subarray(0, read))
    await yieldToEventLoop()
  }
}
