import type { OwnGit } from '../snapshot/own-git.ts'
import { modes } from '../snapshot/tracked.ts'

/** A commit of another repository that a tree names. */
export interface Gitlink {
  /** Bytes as latin1. */
  readonly path: string
  readonly commit: string
}

const mostCommits = 20_000

/** What commits that the known ones do not have come to name, each commit once. */
export async function gitlinksIn(git: OwnGit, tips: readonly string[], known: readonly string[]): Promise<Gitlink[]> {
  if (tips.length === 0) return []
  const commits = await git.output(['rev-list', `--max-count=${mostCommits}`, ...tips, '--not', ...known])
  if (commits.length === 0) return []
  const words = ['diff-tree', '--stdin', '-m', '-r', '-z', '--root', '--raw', '--no-renames', '--no-commit-id']
  const raw = await git.output([...words, '--no-abbrev'], { input: commits, maxBytes: 256 * 1024 * 1024 })
  const fields = raw.toString('latin1').split('\0')
  const found = new Map<string, Gitlink>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode, , commit = ''] = (fields[at] ?? '').split(' ')
    if (mode === modes.repository && !found.has(commit)) found.set(commit, { path: fields[at + 1] ?? '', commit })
  }
  return [...found.values()]
}
