/** Commits whose history is not to be had, or not to be pushed: copies of them, on a commit that stands for it. */
import { commitContent, type CommitRequest } from '../snapshot/commit-object.ts'
import {
  fetchShadow,
  openShadow,
  wantInShadow,
  type FetchOutcome,
  type AgentObjects,
} from '../snapshot/agent-objects.ts'
import type { Folder } from '../scan/folder.ts'
import { openObjectStore, type ObjectStore } from '../snapshot/objects.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { readSmall } from '../scan/small-file.ts'
import { commitsHere } from '../submodules/known-commits.ts'
import { inShadow } from './in-shadow.ts'
import { linesOf } from '../../git/lines-of.ts'

const mostCopied = 2000
const mostBytes = 16 * 1024 * 1024
const listMs = 20_000
const shallowBytes = 1024 * 1024

export interface CopyRequest {
  readonly tips: readonly string[]
  /** Commits at which the history ends, where they are there. */
  readonly known: readonly string[]
  /** Lines of the `shallow` file of the agent's repository. */
  readonly shallow: string
  /** The repository, for people. */
  readonly shown: string
  readonly author: CommitRequest['author']
}

export interface Copied {
  readonly result: FetchOutcome | 'many'
  /** What our repository has now, by tip; without those that bring nothing new. */
  readonly commits: ReadonlyMap<string, string>
  /** Commits that have another name in the copy: the tips and what is below them. */
  readonly renamed: ReadonlySet<string>
}

/** Brings what the known ones do not have into our repository. A commit whose parents are brought stays the same. */
export async function copyCommits(git: OwnGit, request: CopyRequest, agentObjects: AgentObjects): Promise<Copied> {
  const none = { commits: new Map<string, string>(), renamed: new Set<string>() }
  openShadow(git, agentObjects, [], request.shallow)
  const shadow = inShadow(git, agentObjects.shadow)
  const there = new Set(await commitsHere(shadow, [...request.tips, ...request.known]))
  if (!request.tips.every((tip) => there.has(tip))) return { result: 'missing', ...none }
  const known = request.known.filter((commit) => there.has(commit))
  const words = ['rev-list', '--topo-order', '--parents', `--max-count=${mostCopied + 1}`, '--stdin']
  const input = linesOf([...request.tips, ...known.map((commit) => `^${commit}`)])
  const listed = await shadow.run(words, { input, timeoutMs: listMs })
  if (listed.status !== 0) return { result: listed.timedOut ? 'slow' : 'missing', ...none }
  const lines = listed.stdout.toString().split('\n').filter(Boolean)
  const news = lines.filter((line) => !line.startsWith('-')).map((line) => line.split(' '))
  if (news.length === 0) return { result: 'fetched', ...none }
  if (news.length > mostCopied) return { result: 'many', ...none }
  const copies = await new Copies(git, shadow, request).of(news.toReversed())
  if (copies === undefined) return { result: 'many', ...none }
  const commits = new Map(request.tips.flatMap((tip) => pair(tip, copies.get(tip))))
  wantInShadow(git, agentObjects.shadow, [...new Set(commits.values())])
  const result = await fetchShadow(git, agentObjects.shadow)
  if (result !== 'fetched') return { result, ...none }
  const renamed = [...copies].flatMap(([commit, copy]) => (copy === commit ? [] : [commit]))
  return { result, commits, renamed: new Set(renamed) }
}

/** Where the history of a repository of the agent's is cut, in the form of its file. */
export function shallowLines(git: Folder): string {
  return (readSmall(git, 'shallow', shallowBytes) ?? '').replaceAll(/^(?![0-9a-f]{40}$).*\n?/gm, '')
}

class Copies {
  readonly #git: OwnGit
  readonly #shadow: OwnGit
  readonly #request: CopyRequest
  readonly #store: ObjectStore
  readonly #roots = new Map<string, string>()

  constructor(git: OwnGit, shadow: OwnGit, request: CopyRequest) {
    this.#git = git
    this.#shadow = shadow
    this.#request = request
    this.#store = openObjectStore(shadow.repository)
  }

  /** `news`: each with its parents, which come before it. Undefined where there is too much to read. */
  async of(news: readonly (readonly string[])[]): Promise<ReadonlyMap<string, string> | undefined> {
    const copies = new Map<string, string>()
    const own = new Set(news.map(([commit]) => commit))
    const before = [...new Set(news.flatMap(([, ...parents]) => parents.filter((parent) => !own.has(parent))))]
    const here = new Set(await commitsHere(this.#git, before))
    const contents = await this.#contents([...news.map(([commit = '']) => commit), ...before])
    if (contents === undefined) return undefined
    for (const [commit = '', ...parents] of news) {
      const above: string[] = []
      for (const parent of parents)
        above.push(copies.get(parent) ?? (here.has(parent) ? parent : await this.#root(parent, contents)))
      const content = contents.get(commit) ?? ''
      const copy = withParents(content, above)
      copies.set(commit, copy === content ? commit : await this.#store.write('commit', Buffer.from(copy, 'latin1')))
    }
    return copies
  }

  /** The files as that commit has them, without what was before. */
  async #root(commit: string, contents: ReadonlyMap<string, string>): Promise<string> {
    const made = this.#roots.get(commit)
    if (made !== undefined) return made
    const content = contents.get(commit) ?? ''
    const tree = /^tree ([0-9a-f]{40})\n/.exec(content)?.[1] ?? ''
    const seconds = Number(/^committer .* (\d+) [+-]\d{4}$/m.exec(content)?.[1] ?? 0)
    const { author, shown } = this.#request
    const how = `To put them back: git rebase --onto ${commit} <this commit> <the last of them>`
    const why = `Made by gastown: the commits upon this one are copies of those that were made on ${commit}\nin ${shown}, without its history.`
    const message = `${shown} at ${commit.slice(0, 12)}\n\n${why}\n${how}`
    const root = await this.#store.write('commit', commitContent({ tree, author, seconds, message }))
    this.#roots.set(commit, root)
    return root
  }

  async #contents(commits: readonly string[]): Promise<ReadonlyMap<string, string> | undefined> {
    const limits = { timeoutMs: listMs, maxBytes: mostBytes }
    const read = await this.#shadow.run(['cat-file', '--batch'], { input: linesOf(commits), ...limits })
    if (read.status !== 0 || read.tooLong) return undefined
    const text = read.stdout.toString('latin1')
    const contents = new Map<string, string>()
    let from = 0
    for (const commit of commits) {
      const end = text.indexOf('\n', from)
      const size = Number(text.slice(from, end).split(' ')[2])
      contents.set(commit, text.slice(end + 1, end + 1 + size))
      from = end + size + 2
    }
    return contents
  }
}

/** A signature is of the commit as it was. */
const ofOriginal = /^(parent|gpgsig|gpgsig-sha256|mergetag) /

function withParents(content: string, parents: readonly string[]): string {
  const end = content.indexOf('\n\n')
  // Lines that begin with a space go on with the one before.
  const fields = content.slice(0, end).split(/\n(?! )/)
  const had = fields.filter((field) => field.startsWith('parent ')).map((field) => field.slice('parent '.length))
  if (had.join() === parents.join()) return content
  const [tree = '', ...kept] = fields.filter((field) => !ofOriginal.test(field))
  return [tree, ...parents.map((parent) => `parent ${parent}`), ...kept].join('\n') + content.slice(end)
}

function pair<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]]
}
