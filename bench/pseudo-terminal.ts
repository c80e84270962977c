import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PseudoTerminal {
  /** The command's own process. */
  pid(): number
  /** Types, and resolves with the milliseconds until the screen shows this. */
  timed(keys: string, answer: RegExp): Promise<number>
  /** Resolves when the screen shows this. */
  shows(answer: RegExp): Promise<void>
  close(): Promise<void>
}

const patience = 30_000

/** A command on a pseudo-terminal of this size, by `script` of util-linux. The folder takes its process id. */
export function openPseudoTerminal(
  command: readonly string[],
  { folder, env, columns, rows }: { folder: string; env: NodeJS.ProcessEnv; columns: number; rows: number },
): PseudoTerminal {
  const pidFile = join(folder, 'pid')
  const words = command.map((word) => `'${word}'`).join(' ')
  const line = `stty cols ${columns} rows ${rows}; echo $$ > '${pidFile}'; exec ${words}`
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let seen = ''
  let onData: (() => void) | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text
    onData?.()
  })
  const shows = (answer: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the screen did not show ${answer}:\n${seen}`)), patience)
      onData = () => {
        if (!answer.test(seen)) return
        clearTimeout(late)
        seen = ''
        onData = undefined
        resolve()
      }
      onData()
    })
  return {
    pid: () => Number(readFileSync(pidFile, 'utf8')),
    shows,
    async timed(keys, answer) {
      seen = ''
      const began = performance.now()
      child.stdin.write(keys)
      await shows(answer)
      return performance.now() - began
    },
    async close() {
      child.kill()
      await ended
    },
  }
}
