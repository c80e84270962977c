import { execFile, type ChildProcess } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { findProgram } from './find-program.ts'

/** Gives the terminal that `script` made the sizes of the caller's own. */
export function resizeTerminal(
  script: ChildProcess,
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
      const terminal = await terminalOf(script)
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

/** The terminal that the child of `script` has as its input. */
async function terminalOf(script: ChildProcess): Promise<string | undefined> {
  for (let tries = 0; tries < 100 && script.exitCode === null; tries++) {
    try {
      const [child] = readFileSync(`/proc/${script.pid}/task/${script.pid}/children`, 'utf8').split(' ')
      const terminal = readlinkSync(`/proc/${child}/fd/0`)
      if (terminal.startsWith('/dev/pts/')) return terminal
    } catch {
      // It has not got that far.
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return undefined
}
