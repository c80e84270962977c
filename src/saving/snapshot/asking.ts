import { spawn } from 'node:child_process'
import { hookless } from '../../git/own-config.ts'

const answerMs = 5000

export interface Asking {
  /** Undefined when git ended, or did not answer in time: then it was ended. */
  answers(paths: readonly string[]): Promise<boolean[] | undefined>
  end(): Promise<void>
}

export function ask(folder: string, env: Readonly<Record<string, string>>): Asking {
  const args = [...hookless, 'check-ignore', '--no-index', '--stdin', '-z', '-v', '-n']
  const child = spawn('git', args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] })
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
  // Its end tells as much.
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
    async answers(paths) {
      // "./" keeps a leading colon from being pathspec magic.
      child.stdin.write(Buffer.from(paths.map((path) => `./${path}\0`).join(''), 'latin1'))
      // Rules can be written that take for ever to match.
      const timer = setTimeout(() => child.kill('SIGKILL'), answerMs)
      while (fields.length < paths.length * 4) {
        if (over) break
        await new Promise<void>((resolve) => (arrived = resolve))
      }
      clearTimeout(timer)
      if (fields.length < paths.length * 4) return undefined
      const taken = fields.slice(0, paths.length * 4)
      fields = fields.slice(taken.length)
      return paths.map((_, index) => {
        const pattern = taken[index * 4 + 2] ?? ''
        return pattern !== '' && !pattern.startsWith('!')
      })
    },
    async end() {
      child.stdin.end()
      await ended
    },
  }
}
