/**
 * Commits of other repositories that trees name. Each tree is read once, whatever the paths that lead to it: a few that
 * name each other stand for more paths than there is memory.
 */
import { linesOf } from '../../git/lines-of.ts'
import { listObjects, readObjects, type ListedObject, type ObjectFacts } from '../snapshot/object-stream.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { modes } from '../scan/tracked.ts'

export interface Gitlink {
  /** Bytes as latin1. */
  readonly path: string
  readonly commit: string
}

export interface GitlinksResult {
  readonly links: readonly Gitlink[]
  /** There is more than is looked at. */
  readonly tooMany: boolean
}

const mostLinks = 1000
const mostCommits = 20_000
const treeBytes = 32 * 1024 * 1024
const allBytes = 256 * 1024 * 1024
const mostMs = 60_000

/** What commits that the known ones do not have come to name, each commit once, without those that need no look. */
export async function gitlinksIn(
  git: OwnGit,
  tips: readonly string[],
  known: readonly string[],
  isKnown: (commit: string) => boolean,
): Promise<GitlinksResult> {
  if (tips.length === 0) return { links: [], tooMany: false }
  const input = linesOf([...tips, ...known.map((commit) => `^${commit}`)])
  const most = `--max-count=${mostCommits + 1}`
  const listed = await git.run(['rev-list', '--boundary', most, '--stdin'], { input, timeoutMs: mostMs })
  if (listed.status !== 0) return { links: [], tooMany: true }
  const lines = listed.stdout.toString().split('\n').filter(Boolean)
  const before = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1))
  const count = lines.length - before.length
  const news = new TreeLinks((commit) => !isKnown(commit))
  if (count > 0) await news.read(git, listObjects(git, tips, known, { words: [trees, `--max-count=${mostCommits}`] }))
  if (news.links.size === 0) return { links: [], tooMany: news.tooMany || count > mostCommits }
  const old = new TreeLinks((commit) => news.links.has(commit))
  if (before.length > 0) await old.read(git, listObjects(git, before, [], { words: [trees, '--no-walk'] }))
  const links = [...news.links].filter(([commit]) => !old.links.has(commit))
  return {
    links: links.slice(0, mostLinks).map(([commit, path]) => ({ path, commit })),
    tooMany: news.tooMany || old.tooMany || count > mostCommits,
  }
}

const trees = '--filter=blob:none'

/** The links in some trees, and the first path of each. */
class TreeLinks {
  readonly links = new Map<string, string>()
  tooMany = false
  readonly #isAsked: (commit: string) => boolean
  #pieces: Buffer[] = []
  #bytes = 0

  constructor(isAsked: (commit: string) => boolean) {
    this.#isAsked = isAsked
  }

  async read(git: OwnGit, objects: AsyncIterable<ListedObject>): Promise<void> {
    const until = Date.now() + mostMs
    await readObjects(git, this.#limited(objects, until), (object, piece) => this.#take(object, piece))
  }

  async *#limited(objects: AsyncIterable<ListedObject>, until: number): AsyncGenerator<ListedObject> {
    for await (const object of objects) {
      this.tooMany ||= this.#bytes > allBytes || Date.now() > until
      if (this.tooMany) return
      yield object
    }
  }

  #take({ type, size, path }: ObjectFacts, piece: Buffer | undefined): void {
    if (type !== 'tree') return
    if (size > treeBytes) {
      this.tooMany = true
      return
    }
    if (piece !== undefined) {
      this.#bytes += piece.length
      this.#pieces.push(piece)
      return
    }
    this.#add(Buffer.concat(this.#pieces), path === '' ? '' : `${path}/`)
    this.#pieces = []
  }

  /** Adds the gitlinks of a tree object: each entry is a mode, a name and twenty bytes. */
  #add(content: Buffer, prefix: string): void {
    let at = 0
    while (at < content.length && this.links.size <= mostLinks) {
      const space = content.indexOf(0x20, at)
      const end = content.indexOf(0, space)
      if (space < 0 || end < 0) return
      if (content.toString('latin1', at, space) === modes.repository) {
        const commit = content.toString('hex', end + 1, end + 21)
        const path = prefix + content.toString('latin1', space + 1, end)
        if (!this.links.has(commit) && this.#isAsked(commit)) this.links.set(commit, path)
      }
      at = end + 21
    }
    this.tooMany ||= this.links.size > mostLinks
  }
}
