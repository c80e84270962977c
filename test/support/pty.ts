/** A program on a pseudo-terminal of its own, made by script(1) of util-linux: what is typed reaches it at once. */
import { spawn, spawnSync } from 'node:child_process'
import { expect } from 'vitest'

/** Why tests on a pseudo-terminal are skipped; undefined where they are not. */
export const noPty =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true
    ? undefined
    : 'there is no script of util-linux on the PATH'

export interface Pty {
  /** All that was printed. */
  text(): string
  type(text: string): void
  shows(text: string | RegExp): Promise<void>
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
  close(): void
}

/** `command` is a line for sh. */
export function openPty(
  command: string,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Pty {
  const child = spawn('script', ['-qfec', command, '/dev/null'], { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  child.stdin.on('error', () => undefined)
  return {
    text: () => text,
    type: (typed) => void child.stdin.write(typed),
    shows: (wanted) => expect.poll(() => text, { interval: 10 }).toMatch(wanted),
    ended: new Promise((resolve) => child.on('close', resolve)),
    close: () => void child.kill(),
  }
}
