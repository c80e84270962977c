import { GitFailure } from '../../git/failure.ts'
import { printable } from '../../git/printable.ts'
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
  for (const entry of stdout.toString('utf8').split('\0')) {
    const [, name, key, value] = /^submodule\.([^]+)\.(path|url)\n([^]*)$/.exec(entry) ?? []
    if (name === undefined || key === undefined) continue
    named.set(name, { ...named.get(name), [key]: value })
  }
  const list: Submodule[] = []
  for (const [name, { path, url }] of named) {
    if (path === undefined || url === undefined) continue
    const commit = await gitlink(objects, start, path)
    if (commit === undefined) continue
    // The name becomes a folder below .git.
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.+@/ -]*$/.test(name) || /(^|\/)\.|\/\/|\/$/.test(name))
      throw new GitFailure('spec', `the submodule's name ${printable(name)} cannot be used`, {
        hint: 'set submodules to false to work on the repository alone',
      })
    list.push({ name, path, url, commit, asInBase: commit === (await gitlink(objects, base, path)) })
  }
  return list
}

async function gitlink(objects: Objects, commit: string, path: string): Promise<string | undefined> {
  const list = await askObjects(objects, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path])
  const text = list.toString('utf8')
  const sha = /^160000 commit ([0-9a-f]{40})\t/.exec(text)?.[1]
  return sha !== undefined && text === `160000 commit ${sha}\t${path}\0` ? sha : undefined
}
