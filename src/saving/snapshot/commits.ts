import { join } from 'node:path'
import { fromCheckout } from '../clone/places.ts'
import type { StartNote } from '../handover.ts'
import {
  fetchAgentCommits,
  keptRef,
  cleanObjectStore,
  retryReadable,
  type FetchOutcome,
  type AgentObjects,
} from './agent-objects.ts'
import { whatIs, type Folder } from '../scan/folder.ts'
import { asBytes } from './names.ts'
import type { OwnGit } from './own-git.ts'
import { partOr } from './part.ts'
import { readRefs, type RefFacts } from './refs.ts'

/** Where the agent's commits are, all of them in our repository by now. */
export interface CommitFacts {
  /** The commit for the work branch. */
  readonly tip: string
  readonly tipForBranch: boolean
  /** The agent's HEAD, which uncommitted files stand on. */
  readonly head: string
  readonly others: readonly string[]
  readonly leftOut: readonly string[]
  readonly notes: readonly string[]
  /** The checkout's repository could be read. */
  readonly trusted: boolean
}

export interface CommitPlaces extends Omit<AgentObjects, 'objects'> {
  /** The checkout as a path for git. */
  readonly checkout: string
}

const mostOthers = 20
const mostElsewhere = 200
/** Commits that are looked at in one go, to tell which branches hold something of their own. */
const mostListed = 20_000
const since = 'commits since the last checkpoint: '

/** The commit, once it is in our repository. */
type Fetch = (commit: string | undefined, kind?: 'commit' | 'tag') => Promise<string | undefined>

export class Commits {
  readonly #git: OwnGit
  readonly #start: StartNote
  readonly #places: CommitPlaces
  readonly #kept: Set<string>
  #last: CommitFacts
  #lastRefs: string | undefined

  private constructor(git: OwnGit, start: StartNote, places: CommitPlaces, kept: Set<string>, last: CommitFacts) {
    this.#git = git
    this.#start = start
    this.#places = places
    this.#kept = kept
    this.#last = last
  }

  /** `lastTip` is what the last handover named, for a checkout whose repository is gone. */
  static async open(git: OwnGit, start: StartNote, places: CommitPlaces, lastTip = start.start): Promise<Commits> {
    const refs = await git.output(['for-each-ref', '--format=%(objectname)', keptRef('')])
    const kept = new Set([start.base, start.start, ...refs.toString().split('\n')])
    const last = { tip: lastTip, tipForBranch: true, head: lastTip, others: [], leftOut: [], notes: [], trusted: true }
    return new Commits(git, start, places, kept, last)
  }

  async collect(checkout: Folder): Promise<CommitFacts> {
    return await partOr(
      () => this.#collect(checkout),
      (why) => this.without(`${since}the repository (.git) ${why}`),
    )
  }

  async #collect(checkout: Folder): Promise<CommitFacts> {
    using repository = checkout.folder('.git')
    if (repository === undefined) return this.without(`${since}the repository (.git) ${whatIs(checkout, '.git')}`)
    using objects = repository.folder('objects')
    if (objects === undefined)
      return this.without(`${since}the object store (.git/objects) ${whatIs(repository, 'objects')}`)
    const refs = readRefs(repository, this.#start.branch)
    const refsKey = JSON.stringify(refs)
    if (refsKey === this.#lastRefs) return this.#last
    const leftOut = refs.unreadable.map((name) =>
      name === 'HEAD' ? 'the commit that HEAD names: HEAD cannot be read' : `commits of ${name}, which cannot be read`,
    )
    const notes = refs.packedUnreadable ? ['packed-refs cannot be read: branches that only it names are not saved'] : []
    let slow = false
    const fetch: Fetch = async (commit, kind = 'commit') => {
      if (commit === undefined || this.#kept.has(commit)) return commit
      if (slow) return undefined
      const result = await this.#fetch([commit], kind, objects)
      slow ||= result === 'slow'
      return result === 'fetched' ? commit : undefined
    }
    const head = await fetch(refs.head)
    const work = await fetch(refs.work)
    for (const [name, named, got] of [
      ['HEAD', refs.head, head],
      ['the work branch', refs.work, work],
    ] as const)
      if (named !== undefined && got === undefined)
        leftOut.push(`commits of ${name} (${named.slice(0, 12)}) cannot be read`)
    const unknown = refs.others.filter((commit) => !this.#kept.has(commit))
    // Many at once; where that fails, a broken one is to lose only itself.
    if (unknown.length > 3 && !slow) await this.#fetch(unknown, 'commit', objects)
    const others = await this.#others(refs, fetch, leftOut)
    for (const commit of await this.#elsewhere(refs, fetch, leftOut)) if (!others.includes(commit)) others.push(commit)
    const facts = { ...(await this.#facts(head, work, others, leftOut)), notes }
    this.#last = facts
    // What could not be read may be readable the next time.
    if (leftOut.length === 0) this.#lastRefs = refsKey
    return facts
  }

  /** Whether a commit of the agent's is in our repository, with all that it needs. */
  has(commit: string): boolean {
    return this.#kept.has(commit)
  }

  /** What is known where the checkout's repository cannot be read. */
  without(leftOut: string): CommitFacts {
    this.#lastRefs = undefined
    return { ...this.#last, leftOut: [leftOut], trusted: false }
  }

  async #fetch(commits: readonly string[], kind: 'commit' | 'tag', objects: Folder): Promise<FetchOutcome> {
    cleanObjectStore(objects, fromCheckout.base)
    const agentObjects = { ...this.#places, objects: join(asBytes(this.#places.checkout), '.git', 'objects') }
    const attempt = async (): Promise<FetchOutcome> => await fetchAgentCommits(this.#git, commits, agentObjects)
    const result = await retryReadable(objects, attempt, (one) => one === 'missing')
    if (result !== 'fetched') return result
    const types = await this.#types(commits)
    // A tag may name a commit by itself.
    for (const [commit, type] of types) if (type === 'commit' || type === kind) this.#kept.add(commit)
    return commits.every((commit) => this.#kept.has(commit)) ? 'fetched' : 'missing'
  }

  async #types(names: readonly string[]): Promise<[string, string | undefined][]> {
    const input = `${names.join('\n')}\n`
    const told = await this.#git.output(['cat-file', '--batch-check=%(objecttype)'], { input })
    const types = told.toString().split('\n')
    return names.map((name, index) => [name, types[index]])
  }

  /** W missing: HEAD. W behind HEAD: HEAD. Otherwise W. */
  async #facts(
    head: string | undefined,
    work: string | undefined,
    others: readonly string[],
    leftOut: readonly string[],
  ): Promise<Omit<CommitFacts, 'notes'>> {
    const known = head ?? work ?? this.#last.tip
    const tip = work === undefined || (head !== undefined && (await this.#contains(head, work))) ? known : work
    const tipForBranch = (await this.#contains(tip, this.#start.base)) || (await this.#contains(tip, this.#start.start))
    const candidates = [...new Set([...(head === undefined ? [] : [head]), ...others])].filter((one) => one !== tip)
    const beyond = await this.#beyond(candidates, [tip, this.#start.start, this.#start.base])
    const named = [...leftOut]
    if (beyond.length > mostOthers) named.push(`${beyond.length - mostOthers} more branches or stashes`)
    return { tip, tipForBranch, head: known, others: beyond.slice(0, mostOthers), leftOut: named, trusted: true }
  }

  async #others({ others, tooMany, othersLost }: RefFacts, fetch: Fetch, leftOut: string[]): Promise<string[]> {
    const got = []
    let lost = othersLost
    for (const commit of others) {
      const one = await fetch(commit)
      if (one === undefined) lost += 1
      else got.push(one)
    }
    if (lost > 0) leftOut.push(`${lost} other branches or stashes cannot be read`)
    if (tooMany) leftOut.push('branches beyond the first 200')
    return got
  }

  /** Tags and the like: most came with the clone, and what is not known by now is the agent's. */
  async #elsewhere({ elsewhere, elsewhereLost }: RefFacts, fetch: Fetch, leftOut: string[]): Promise<string[]> {
    if (elsewhere.length === 0 && elsewhereLost === 0) return []
    const known = await this.#git.output(['cat-file', '--batch-check'], { input: `${elsewhere.join('\n')}\n` })
    const lines = known.toString().split('\n')
    const agents = elsewhere.filter((name, index) => lines[index] === `${name} missing` || this.#kept.has(name))
    let lost = elsewhereLost + Math.max(0, agents.length - mostElsewhere)
    const commits: string[] = []
    for (const name of agents.slice(0, mostElsewhere)) {
      const got = await fetch(name, 'tag')
      const { status, stdout } = await this.#git.run(['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
      if (got !== undefined && status === 0) commits.push(stdout.toString().trim())
      else lost += 1
    }
    if (lost > 0) leftOut.push(`${lost} tags or other refs cannot be read`)
    return commits
  }

  async #contains(commit: string, other: string): Promise<boolean> {
    if (commit === other) return true
    return (await this.#git.run(['merge-base', '--is-ancestor', other, commit])).status === 0
  }

  /** Candidates with a commit that neither the known ones have nor a candidate before them. */
  async #beyond(candidates: readonly string[], known: readonly string[]): Promise<string[]> {
    if (candidates.length === 0) return []
    const all = ['rev-list', '--parents', `--max-count=${mostListed}`, ...candidates, '--not', ...known]
    const lines = (await this.#git.output(all)).toString().split('\n').filter(Boolean)
    if (lines.length < mostListed) return independent(candidates, new Map(lines.map(withParents)))
    const beyond: string[] = []
    for (const one of candidates) if (await this.#hasMore(one, [...known, ...beyond])) beyond.push(one)
    return beyond
  }

  async #hasMore(commit: string, than: readonly string[]): Promise<boolean> {
    const found = await this.#git.output(['rev-list', '--max-count=1', commit, '--not', ...than])
    return found.length > 0
  }
}

function withParents(line: string): [string, readonly string[]] {
  const [commit = '', ...parents] = line.split(' ')
  return [commit, parents]
}

/** `parents` of every commit that is not known. */
function independent(candidates: readonly string[], parents: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Set<string>()
  return candidates.filter((candidate) => {
    if (!parents.has(candidate) || reached.has(candidate)) return false
    const queue = [candidate]
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (reached.has(at)) continue
      reached.add(at)
      for (const parent of parents.get(at) ?? []) if (parents.has(parent)) queue.push(parent)
    }
    return true
  })
}
