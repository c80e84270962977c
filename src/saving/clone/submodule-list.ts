import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { runGit } from '../../git/run.ts'
import { askObjects, type Objects } from '../objects.ts'

export interface Submodule {
  readonly name: string
  readonly path: string
  readonly url: string
  readonly commit: string
  /** Whether the base branch names this very commit. */
  readonly asInBase: boolean
}

/**
 * The submodules of `start`, each from where `base` says: which repositories the credential fetches is decided by the
 * base branch, never by commits of an agent's.
 */
export async function submodulesOf(
  objects: Objects,
  { base, start }: { readonly base: string; readonly start: string },
): Promise<Submodule[]> {
  const words = [`--git-dir=${objects.gitDir}`, 'config', '--blob', `${base}:.gitmodules`, '-z', '--list']
  const { status, stdout } = await runGit(words, { env: objects.env, timeoutMs: 60_000 })
  if (status !== 0) return []
  const named = new Map<string, { path?: string; url?: string }>()
  for (const bytes of stdout.toString('latin1').split('\0')) {
    const entry = Buffer.from(bytes, 'latin1')
    const [, name, key, value] = /^submodule\.([^\n]+)\.(path|url)\n([^]*)$/.exec(entry.toString()) ?? []
    if (name === undefined || key === undefined) continue
    if (!isUtf8(entry)) throw unusable(`the ${key} of the submodule ${sanitizeLine(name)} is not in UTF-8`)
    named.set(name, { ...named.get(name), [key]: value })
  }
  const list: Submodule[] = []
  for (const [name, { path, url }] of named) {
    if (path === undefined || url === undefined) continue
    const commit = await gitlink(objects, start, path)
    if (commit === undefined) continue
    const problem = nameProblem(name, list)
    if (problem !== undefined) throw unusable(`the submodule's name ${sanitizeLine(name)} ${problem}`)
    list.push({ name, path, url, commit, asInBase: commit === (await gitlink(objects, base, path)) })
  }
  return list
}

/** The name becomes a folder below .git; what git refuses is refused. https://git-scm.com/docs/gitsubmodules */
function nameProblem(name: string, list: readonly Submodule[]): string | undefined {
  const folder = folderOf(name)
  if (name.split(/[/\\]/).includes('..') || folder === '/') return 'cannot be used'
  const others = list.map((one) => ({ name: one.name, folder: folderOf(one.name) }))
  const near = others.find(({ folder: other }) => folder.startsWith(other) || other.startsWith(folder))
  return near && `cannot be used beside ${sanitizeLine(near.name)}, whose repository is in the same folder`
}

function folderOf(name: string): string {
  return posix.join('/', name, '/')
}

function unusable(words: string): GitFailure {
  return new GitFailure('spec', words, { hint: 'set submodules to false to work on the repository alone' })
}

async function gitlink(objects: Objects, commit: string, path: string): Promise<string | undefined> {
  // Git would not look for it.
  if (posix.normalize(path) !== path || /^(\/|\.\.(\/|$))/.test(path)) return undefined
  const list = await askObjects(objects, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path])
  const text = list.toString('utf8')
  const sha = /^160000 commit ([0-9a-f]{40})\t/.exec(text)?.[1]
  return sha !== undefined && text === `160000 commit ${sha}\t${path}\0` ? sha : undefined
}
