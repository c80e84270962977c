/** Watches in a process of their own, so that what else is measured with costs them nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Access } from './target.ts'

export interface WatchersOrder {
  readonly access: Access
  /** Of the watch, with its query. */
  readonly path: string
  readonly watches: number
}

/** Holds the time at which a change was sent, in nanoseconds of the machine's monotonic clock; 0 does not count. */
export const changeAnnotation = 'bench-change'

export interface Watchers {
  /** Milliseconds from the sending to each watch that showed it. */
  end(): Promise<number[]>
}

/** Resolves once every watch is open. */
export async function openWatchers(order: WatchersOrder): Promise<Watchers> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('watch.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  child.stdin.write(`${JSON.stringify(order)}\n`)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the watches ended too early')
    return value
  }
  await next()
  return {
    async end() {
      child.stdin.end()
      const latencies = JSON.parse(await next()) as number[]
      await ended
      return latencies
    },
  }
}
