import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../support/attempt-folder.ts'
import type { ACheckout } from '../snapshot/a-checkout.ts'

/** Another repository with three commits. */
export function makeOther(checkout: ACheckout): string {
  const other = join(checkout.folder, 'other')
  git(checkout.folder, 'init', '-q', other)
  for (const name of ['one', 'two', 'three']) {
    writeFileSync(join(other, name), `${name}\n`)
    git(other, 'add', '.')
    git(other, 'commit', '-qm', name)
  }
  return other
}

/** A clone of it at `sub`, as if it were on a server. */
export function cloneOther(checkout: ACheckout, ...options: string[]): string {
  const other = join(checkout.folder, 'other')
  if (!existsSync(other)) makeOther(checkout)
  const sub = join(checkout.checkout, 'sub')
  git(checkout.folder, 'clone', '-q', ...options, `file://${other}`, sub)
  git(sub, 'remote', 'set-url', 'origin', 'https://git.example.com/other.git')
  return sub
}

export function commitIn(folder: string, name: string): string {
  writeFileSync(join(folder, name), `${name}\n`)
  git(folder, 'add', '.')
  git(folder, 'commit', '-qm', name)
  return git(folder, 'rev-parse', 'HEAD')
}

/** Of a commit in our repository, and of those below it. */
export const subjects = (checkout: ACheckout, commit: string | undefined): string[] =>
  git(checkout.handoff, 'log', '--topo-order', '--format=%s', String(commit)).split('\n')
