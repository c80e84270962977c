import { spawn } from 'node:child_process'
import { hookless } from '../../git/own-config.ts'

const answerMs = 5000

/** A running git check-ignore or check-attr. */
export interface CheckProcess {
  /**
   * What git prints of these paths, so many fields of each. Undefined when it ended, or did not respond in time: then it
   * was ended.
   */
  fields(paths: readonly string[], count: number): Promise<string[] | undefined>
  end(): Promise<void>
}

/** A git check-ignore or check-attr that goes on answering: `words` tell it to read paths, each ended by a NUL. */
export function startCheckProcess(
  folder: string,
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): CheckProcess {
  const child = spawn('git', [...hookless, ...words], { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] })
  let over = false
  let arrived: (() => void) | undefined
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true
      arrived?.()
      resolve()
    }
    child.once('error', end)
    child.once('close', end)
  })
  // Errors are ignored: the end of the process tells as much.
  child.stdin.on('error', () => {})
  let fields: string[] = []
  let rest = ''
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    const pieces = (rest + text).split('\0')
    rest = pieces.pop() ?? ''
    fields = fields.concat(pieces)
    arrived?.()
  })
  return {
    async fields(paths, count) {
      const wanted = paths.length * count
      // "./" keeps a leading colon from being pathspec magic.
      child.stdin.write(Buffer.from(paths.map((path) => `./${path}\0`).join(''), 'latin1'))
      // Rules can be written that take for ever to match.
      const timer = setTimeout(() => child.kill('SIGKILL'), answerMs)
      while (fields.length < wanted) {
        if (over) break
        await new Promise<void>((resolve) => (arrived = resolve))
      }
      clearTimeout(timer)
      if (fields.length < wanted) return undefined
      const taken = fields.slice(0, wanted)
      fields = fields.slice(wanted)
      return taken
    },
    async end() {
      child.stdin.end()
      await ended
    },
  }
}
