/** A checkout of a remote that nobody asks, as far as a command looks for what repository it is of. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

export function aCheckout(folder: string, remote?: string): string {
  mkdirSync(folder, { recursive: true })
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' })
  git('init', '-q', '-b', 'main')
  if (remote !== undefined) git('remote', 'add', 'origin', remote)
  return folder
}
