/** What an attempt has done so far, read from saved commits alone. */
import { askObjects, type Objects } from '../objects.ts'

/** Commits to look at; all are in one object store. */
export interface SavedWork {
  /** Where the base branch was, or is. */
  readonly base: string
  readonly tip: string
  /** The snapshot of the uncommitted files. */
  readonly uncommitted: string | undefined
}

export interface Work {
  /** The last commit that the base branch has too. */
  readonly base: string
  readonly tip: string
  /** Newest first, at most 1,000. */
  readonly commits: readonly {
    readonly commit: string
    readonly author: string
    readonly date: string
    readonly subject: string
  }[]
  readonly uncommitted: readonly { readonly status: string; readonly path: string }[]
}

export type DiffForm = 'patch' | 'stat'

const mostCommits = 1000
/** Nothing that a repository could name is run to show a difference. */
const plainly = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--submodule=short']

export async function readWork(objects: Objects, saved: SavedWork): Promise<Work> {
  const base = await commonBase(objects, saved)
  const [commits, uncommitted] = await Promise.all([
    commitsOf(objects, base, saved.tip),
    saved.uncommitted === undefined ? [] : changesOf(objects, saved.tip, saved.uncommitted),
  ])
  return { base, tip: saved.tip, commits, uncommitted }
}

/** The difference of all the work, uncommitted files included, as git prints it. */
export async function readDiff(objects: Objects, saved: SavedWork, form: DiffForm): Promise<Buffer> {
  const base = await commonBase(objects, saved)
  const words = form === 'stat' ? ['--stat=120'] : ['--patch', '--binary']
  return await askObjects(objects, ['diff', ...plainly, ...words, base, saved.uncommitted ?? saved.tip, '--'])
}

async function commonBase(objects: Objects, { base, tip }: SavedWork): Promise<string> {
  try {
    return (await askObjects(objects, ['merge-base', base, tip])).toString().trim()
  } catch {
    // Histories that have nothing in common, or are cut off before it.
    return base
  }
}

async function commitsOf(objects: Objects, base: string, tip: string): Promise<Work['commits']> {
  const words = ['log', `--max-count=${mostCommits}`, '--format=%H%n%an%n%aI%n%s', `${base}..${tip}`, '--']
  const lines = (await askObjects(objects, words)).toString('utf8').split('\n')
  return Array.from({ length: Math.floor(lines.length / 4) }, (_, index) => {
    const [commit = '', author = '', date = '', subject = ''] = lines.slice(index * 4, index * 4 + 4)
    return { commit, author, date, subject }
  })
}

async function changesOf(objects: Objects, from: string, to: string): Promise<Work['uncommitted']> {
  const words = ['diff-tree', '-r', '-z', '--name-status', '--no-renames', from, to, '--']
  const parts = (await askObjects(objects, words)).toString('utf8').split('\0')
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => {
    const [status = '', path = ''] = parts.slice(index * 2, index * 2 + 2)
    return { status, path }
  })
}
