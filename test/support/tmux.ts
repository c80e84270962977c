/** A real terminal for tests: a tmux server of its own, whose screen is read as text. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { launcher, type Story } from './story.ts'

/** Why tests on a real terminal are skipped; undefined where they are not. */
export const noTmux =
  spawnSync('tmux', ['-V'], { stdio: 'ignore' }).status === 0 ? undefined : 'there is no tmux on the PATH'

export interface Tmux {
  /** What is on the screen. */
  screen(): string
  /** With all that has scrolled away. */
  history(): string
  /** Presses keys by tmux's names. */
  press(...keys: readonly string[]): void
  /** Types text as it is. */
  type(text: string): void
  resize(columns: number, rows: number): void
  /** Resolves when the screen shows this. */
  shows(text: string | RegExp): Promise<void>
  /** `cursor_flag` is 1 where the cursor is visible, `alternate_on` 1 on the other screen. */
  state(): { readonly cursor: boolean; readonly alternate: boolean }
  /** The process of the newest gastown. */
  pid(): number
  close(): void
}

/** Each server has a socket of its own: one that ends is not gone at once. */
let count = 0

/** A shell at a prompt of `$ `, with `gastown` as its only function. */
export function openTmux(story: Story, { columns, rows }: { columns: number; rows: number }): Tmux {
  const folder = join(story.folder, 'tmux')
  mkdirSync(folder, { recursive: true })
  const env = { ...story.env, TMUX_TMPDIR: folder, TERM: 'xterm-256color', PS1: '$ ', LANG: 'C.UTF-8' }
  // bash edits lines as people's shells do; its own files would change the prompt.
  const shell = spawnSync('bash', ['--version']).status === 0 ? 'bash --norc --noprofile' : 'sh'
  const socket = `views-${++count}`
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { env, cwd: story.folder, encoding: 'utf8' })
  tmux('new-session', '-d', '-s', 'v', '-x', String(columns), '-y', String(rows), shell)
  const type = (text: string) => void tmux('send-keys', '-t', 'v', '-l', text)
  const screen = () => tmux('capture-pane', '-p', '-t', 'v').trimEnd()
  const pidFile = join(folder, 'pid')
  const kept = `sh -c 'echo $$ > "$0"; exec "$@"' '${pidFile}' '${process.execPath}' '${launcher}'`
  type(`gastown() { ${kept} "$@"; }\n`)
  return {
    screen,
    history: () => tmux('capture-pane', '-p', '-S', '-', '-t', 'v'),
    press: (...keys) => void tmux('send-keys', '-t', 'v', ...keys),
    type,
    resize: (width, height) => void tmux('resize-window', '-t', 'v', '-x', String(width), '-y', String(height)),
    shows: (text) => expect.poll(screen, { interval: 100 }).toMatch(text),
    state() {
      const [cursor, alternate] = tmux('display-message', '-p', '-t', 'v', '#{cursor_flag} #{alternate_on}')
        .trim()
        .split(' ')
      return { cursor: cursor === '1', alternate: alternate === '1' }
    },
    pid: () => Number(readFileSync(pidFile, 'utf8')),
    close: () => void tmux('kill-server'),
  }
}
