import { execFile, type ChildProcess } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { findProgram } from './find-program.ts'
import { childrenOf } from './process-id.ts'

/** Gives the terminal that `script`, somewhere below this process, made the sizes of the caller's own. */
export function resizeTerminal(
  above: ChildProcess,
  sizes: AsyncIterable<{ columns: number; rows: number }>,
  path: string,
): { stop(): Promise<void> } {
  const iterator = sizes[Symbol.asyncIterator]()
  let stopped = false
  const follow = async () => {
    const stty = await findProgram('stty', path)
    for (;;) {
      const next = await iterator.next()
      if (stopped || next.done === true || stty === undefined) return
      const terminal = await terminalOf(above)
      if (terminal === undefined) return
      const { columns, rows } = next.value
      // A size that cannot be set leaves a terminal that works all the same.
      execFile(stty, ['-F', terminal, 'rows', String(rows), 'cols', String(columns)], () => {})
    }
  }
  const following = follow()
  return {
    async stop() {
      stopped = true
      void iterator.return?.()
      await Promise.race([following, Promise.resolve()])
    },
  }
}

/** The first process below that has a terminal as its input, by which a terminal inside of a sandbox can be opened too. */
async function terminalOf(above: ChildProcess): Promise<string | undefined> {
  for (let tries = 0; tries < 100 && above.exitCode === null; tries++) {
    const found = below(above.pid ?? 0).find(hasTerminal)
    if (found !== undefined) return `/proc/${found}/fd/0`
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return undefined
}

function below(pid: number): number[] {
  const children = childrenOf(pid)
  return [...children, ...children.flatMap(below)]
}

function hasTerminal(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`).startsWith('/dev/pts/')
  } catch {
    // The process has ended, or has not got that far.
    return false
  }
}
