import { isOnInCore, settingsIn } from '../git-config.ts'
import type { Folder } from '../scan/folder.ts'
import { folderBelow } from '../scan/folder.ts'
import { addNames, tipsOfRemotes } from '../snapshot/refs.ts'
import { readSmall } from '../scan/small-file.ts'

const configBytes = 1024 * 1024
const logBytes = 1024 * 1024
const packedBytes = 16 * 1024 * 1024
const mostLogs = 1000
const mostRemotes = 20
const sha = /^[0-9a-f]{40}$/

/**
 * Commits that remotes have, as a repository of the agent's says. It is believed, because who lies there hides work of
 * their own alone; but not where the remote is a path, which is gone with the pod.
 */
export function shownByRemotes(git: Folder): string[] {
  const config = readSmall(git, 'config', configBytes) ?? ''
  const remotes = remotesIn(config).filter(({ url }) => isElsewhere(url))
  const names = [...new Set(remotes.map(({ name }) => name))]
  const tips = tipsOfRemotes(git, names.slice(0, mostRemotes))
  const isBare = isOnInCore(config, 'bare')
  const packed = remotes.length === 0 ? [] : isBare ? refsAsCloned(git) : tagsAsCloned(git)
  return [...new Set([...tips, ...packed, ...fetchedLast(git), ...cloned(git)])].filter((commit) => sha.test(commit))
}

interface Remote {
  readonly name: string
  readonly url: string
}

function remotesIn(config: string): Remote[] {
  const remotes: Remote[] = []
  for (const { section, subsection: name, key, value: url } of settingsIn(config))
    if (section === 'remote' && name !== undefined && key === 'url') remotes.push({ name, url })
  return remotes
}

/** A URL, or host:path, and no path. */
function isElsewhere(url: string): boolean {
  return /^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(url) || /^[^/:]+:(?!\/\/)/.test(url)
}

/** A fetch of a single commit leaves no other trace. */
function fetchedLast(git: Folder): string[] {
  const lines = (readSmall(git, 'FETCH_HEAD', logBytes) ?? '').split('\n')
  return lines.flatMap((line) => {
    const [commit = '', , from = ''] = line.split('\t')
    const url = from.split(' of ').at(-1) ?? ''
    return isElsewhere(url) ? [commit] : []
  })
}

/**
 * A clone writes the tags of its remote here, beside what it has of the remote's branches. Later ones come only with the
 * branches of the repository itself. Commits of tags stand in lines of their own.
 */
function tagsAsCloned(git: Folder): string[] {
  const lines = packedLines(git)
  const has = (names: string): boolean => lines.some((line) => line.startsWith(names, 41))
  if (has('refs/heads/') || !has('refs/remotes/')) return []
  return lines.flatMap((line, at) =>
    line.startsWith('refs/tags/', 41) ? [line.slice(0, 40), lines[at + 1]?.replace(/^\^/, '') ?? ''] : [],
  )
}

/**
 * A bare clone has the branches of its remote as its own, packed. HEAD is the last that a clone writes: what was packed
 * later may be work, and so may a branch that, by its log, was once something else.
 */
function refsAsCloned(git: Folder): string[] {
  const [head, packed] = ['HEAD', 'packed-refs'].map((name) => git.facts(name))
  if (head === undefined || packed === undefined || packed.mtimeMs > head.mtimeMs) return []
  const logged = new Set<string>()
  using logs = folderBelow(git, ['logs', 'refs', 'heads'])
  if (logs) addNames(logs, 'refs/heads/', logged, mostLogs)
  if (logged.size > mostLogs) return []
  return packedLines(git).flatMap((line) => {
    const [commit = '', name = ''] = line.replace(/^\^/, '').split(' ')
    return logged.has(name) && firstLogged(git, name) !== commit ? [] : [commit]
  })
}

/** What a ref was before the first change that its log tells of. */
function firstLogged(git: Folder, ref: string): string | undefined {
  const parts = ['logs', ...ref.split('/')]
  using folder = folderBelow(git, parts.slice(0, -1))
  return (folder && readSmall(folder, parts.at(-1) ?? '', logBytes))?.slice(0, 40)
}

function packedLines(git: Folder): string[] {
  return (readSmall(git, 'packed-refs', packedBytes) ?? '').split('\n')
}

/** A clone of a tag alone, or one whose history is cut, has no branch of a remote. */
function cloned(git: Folder): string[] {
  const [, commit, url = ''] = /^0{40} ([0-9a-f]{40}) .*\tclone: from (\S+)$/.exec(firstOfHead(git)) ?? []
  return commit !== undefined && isElsewhere(url) ? [commit] : []
}

/** When the repository got its first commit, in seconds: no commit that was made there is older. */
export function begunAt(git: Folder): number | undefined {
  const seconds = /> (\d{1,12}) [+-]\d{4}\t/.exec(firstOfHead(git))?.[1]
  return seconds === undefined ? undefined : Number(seconds)
}

function firstOfHead(git: Folder): string {
  using logs = folderBelow(git, ['logs'])
  return (logs && readSmall(logs, 'HEAD', logBytes))?.split('\n', 1)[0] ?? ''
}
