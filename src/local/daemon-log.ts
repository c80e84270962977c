import { open, watch, type FileHandle } from 'node:fs/promises'
import { codeOf, GastownError } from '../errors.ts'
import { localPaths } from './paths.ts'
import type { LocalOptions } from './status.ts'

export interface DaemonLogOptions extends LocalOptions {
  readonly follow?: boolean
  /** Only the last lines. */
  readonly tail?: number
  readonly signal: AbortSignal
}

/** The daemon's own log, as text. */
export async function* daemonLog(options: DaemonLogOptions): AsyncIterable<string> {
  const { log } = localPaths(options.env, options.home)
  const file = await openLog(log)
  try {
    const changes = options.follow === true ? watch(log, { signal: options.signal })[Symbol.asyncIterator]() : undefined
    // Asked for before the look, so that nothing falls between the two.
    let next = changes?.next()
    const whole = await file.readFile()
    yield lastLines(whole.toString('utf8'), options.tail)
    for (let position = whole.length; next !== undefined && (await happened(next));) {
      next = changes?.next()
      const fresh = await readFrom(file, position)
      position += fresh.length
      if (fresh.length > 0) yield fresh.toString('utf8')
    }
  } finally {
    await file.close()
  }
}

async function openLog(log: string): Promise<FileHandle> {
  try {
    return await open(log, 'r')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new GastownError('not-found', 'no log found: local mode has not run here yet', {
      hints: ['Start it with: gastown local up'],
    })
  }
}

/** False once the signal has ended the watch. */
async function happened(next: Promise<IteratorResult<unknown>>): Promise<boolean> {
  try {
    return (await next).done !== true
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false
    throw error
  }
}

async function readFrom(file: FileHandle, position: number): Promise<Buffer> {
  const { size } = await file.stat()
  const bytes = Buffer.alloc(Math.max(0, size - position))
  const { bytesRead } = await file.read(bytes, 0, bytes.length, position)
  return bytes.subarray(0, bytesRead)
}

function lastLines(text: string, count: number | undefined): string {
  if (count === undefined) return text
  const lines = text.split('\n')
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length
  return lines.slice(Math.max(0, end - count)).join('\n')
}
