/**
 * Repositories of the agent's own in the checkout and its worktrees, such as clones. Their files are saved as the plain
 * files that they are here; their commits, as far as none of their remotes has them, go to rescue refs of the repository
 * itself.
 */
import { join } from 'node:path'
import type { Handover } from '../handover.ts'
import { tipsBeyond } from '../snapshot/beyond.ts'
import { fetchAgentCommits, cleanObjectStore, retryReadable, type AgentObjects } from '../snapshot/agent-objects.ts'
import type { CommitRequest } from '../snapshot/commit-object.ts'
import type { Folder } from '../scan/folder.ts'
import { shownPath, shownPaths } from '../snapshot/names.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { partOr } from '../snapshot/part.ts'
import { isUnsure, readRefs } from '../snapshot/refs.ts'
import { openBelow, type Reach } from '../worktrees/reach.ts'
import { copyCommits, shallowLines, type Copied } from './copied-commits.ts'
import { alternatesAreOurs, embeddedAt } from './embedded-at.ts'
import { begunAt, shownByRemotes } from './shown-by-remotes.ts'
import { taggedCommits, type Tagged } from './tagged-commits.ts'

const mostPaths = 1000
const mostRead = 50
const mostRescued = 20

interface EmbeddedContext {
  readonly git: OwnGit
  readonly author: CommitRequest['author']
  readonly places: Omit<AgentObjects, 'objects'>
  readonly reach: Omit<Reach, 'workspace'>
}

/** Commits and repositories that are saved without a scan of what is embedded. */
export interface OursAnyway {
  readonly commits: readonly string[]
  /** Folders of repositories that are read already, from the agent's volume down. */
  readonly repositories: readonly (readonly string[])[]
}

export interface EmbeddedResult {
  readonly commits: NonNullable<Handover['embedded']>
  readonly leftOut: readonly string[]
}

interface Read {
  /** The same for the same refs. */
  readonly key: string
  readonly commits: readonly string[]
  readonly leftOut: readonly string[]
}

export class Embedded {
  readonly #context: EmbeddedContext
  #read = new Map<string, Read>()

  constructor(context: EmbeddedContext) {
    this.#context = context
  }

  /** `paths`, from the agent's volume down, have a `.git`. */
  async collect(workspace: Folder, paths: Iterable<string>, anyway: OursAnyway): Promise<EmbeddedResult> {
    return await partOr(
      () => this.#collect(workspace, paths, anyway),
      (why) => ({ commits: [], leftOut: [`commits of repositories in the checkout: one of them ${why}`] }),
    )
  }

  async #collect(workspace: Folder, paths: Iterable<string>, anyway: OursAnyway): Promise<EmbeddedResult> {
    const { commits: ours } = anyway
    const reach = { ...this.#context.reach, workspace }
    const read = new Map<string, Read>()
    const all = [...paths]
    const { repositories, elsewhere } = this.#repositories(reach, all.slice(0, mostPaths))
    for (const parts of anyway.repositories) repositories.delete(parts.join('/'))
    const leftOut =
      elsewhere.length > 0 ? [`commits of repositories outside the workspace: ${shownPaths(elsewhere)}`] : []
    if (all.length > mostPaths) leftOut.push(`commits of repositories beyond the first ${mostPaths} in the checkout`)
    const commits: { place: string; commit: string }[] = []
    let left = mostRead
    for (const [key, { parts, place }] of repositories) {
      const wanted = this.#refsOf(reach, parts, ours)
      if (wanted === undefined) continue
      const before = this.#read.get(key)
      left -= before?.key === wanted.key ? 0 : 1
      if (left < 0) {
        leftOut.push(`commits of more than ${mostRead} repositories in the checkout: ${place} and others`)
        break
      }
      const one = before?.key === wanted.key ? before : await this.#oneOr(reach, parts, { ...wanted, place, ours })
      // What could not be read may be readable the next time.
      if (one.leftOut.length === 0) read.set(key, one)
      leftOut.push(...one.leftOut)
      for (const commit of one.commits)
        if (commits.every((other) => other.commit !== commit)) commits.push({ place, commit })
    }
    this.#read = read
    if (commits.length > mostRescued)
      leftOut.push(`${commits.length - mostRescued} more branches of repositories in the checkout`)
    return { commits: commits.slice(0, mostRescued), leftOut }
  }

  #repositories(reach: Reach, paths: Iterable<string>) {
    const repositories = new Map<string, { readonly parts: readonly string[]; readonly place: string }>()
    const elsewhere: string[] = []
    for (const path of paths) {
      const [top, ...below] = path.split('/')
      const fromCheckout = top === reach.checkoutName ? below.join('/') : `../${path}`
      const found = embeddedAt(reach, path.split('/'))
      if (found === 'elsewhere') elsewhere.push(fromCheckout)
      else if (found !== undefined) {
        const key = found.join('/')
        if (!repositories.has(key)) repositories.set(key, { parts: found, place: shownPath(fromCheckout) })
      }
    }
    return { repositories, elsewhere }
  }

  /** Undefined where all is known to be elsewhere, by what the refs say. */
  #refsOf(reach: Reach, parts: readonly string[], ours: readonly string[]): RepositoryRefs | undefined {
    using folder = openBelow(reach, parts)
    if (folder === undefined) return { ...unread, unsure: true }
    const remote = shownByRemotes(folder)
    const facts = readRefs(folder, undefined, new Set(remote))
    const shallow = shallowLines(folder)
    const known = new Set([...remote, ...ours])
    const tips = [...(facts.head === undefined ? [] : [facts.head]), ...facts.others].filter((tip) => !known.has(tip))
    const tags = facts.elsewhere.filter((name) => !known.has(name))
    const { elsewhereLost: tagsLost } = facts
    const unsure = isUnsure(facts)
    if (tips.length + tags.length + tagsLost === 0 && !unsure) return undefined
    const since = remote.length === 0 ? undefined : begunAt(folder)
    const key = JSON.stringify([facts, remote, shallow])
    return { key, tips: [...new Set(tips)], tags, tagsLost, since, remote, shallow, unsure }
  }

  /** One that cannot be read costs no other. */
  async #oneOr(reach: Reach, parts: readonly string[], request: RepositoryRequest): Promise<Read> {
    return await partOr(
      () => this.#one(reach, parts, request),
      (why) => ({
        key: request.key,
        commits: [],
        leftOut: [`commits of the repository at ${request.place}: it ${why}`],
      }),
    )
  }

  async #one(reach: Reach, parts: readonly string[], { key, ...wanted }: RepositoryRequest): Promise<Read> {
    const { tips, tags, unsure, place, ours } = wanted
    const leftOut = unsure ? [`branches of the repository at ${place} cannot be read`] : []
    const lost = (why: string): Read => ({
      key,
      commits: [],
      leftOut: [`commits of the repository at ${place} ${why}`],
    })
    if (tips.length + tags.length === 0) return { key, commits: [], leftOut: [...leftOut, ...tagsLeftOut(wanted)] }
    using objects = openBelow(reach, [...parts, 'objects'])
    if (objects === undefined || !alternatesAreOurs(objects, parts, reach)) return lost('cannot be read')
    cleanObjectStore(objects)
    const branches = await retryReadable(objects, () => this.#fetch(parts, tips, wanted), isMissing)
    if (branches.result !== 'fetched') return lost(whyNot[branches.result])
    const tagged = await this.#tagged(objects, parts, wanted)
    leftOut.push(...tagsLeftOut({ ...wanted, tagsLost: wanted.tagsLost + tagged.lost }))
    const beside = await retryReadable(objects, () => this.#fetch(parts, tagged.commits, wanted), isMissing)
    if (beside.result !== 'fetched')
      leftOut.push(`commits of tags of the repository at ${place} ${whyNot[beside.result]}`)
    const all = [...branches.commits, ...(beside.result === 'fetched' ? beside.commits : [])]
    return { key, commits: await tipsBeyond(this.#context.git, all, ours), leftOut }
  }

  async #tagged(objects: Folder, parts: readonly string[], wanted: Omit<RepositoryRequest, 'key'>): Promise<Tagged> {
    const { tips, tags: names, remote, ours, since, shallow } = wanted
    if (names.length === 0) return { commits: [], lost: 0 }
    const request = { names, than: [...tips, ...remote, ...ours], since, shallow }
    const read = async (): Promise<Tagged> => await taggedCommits(this.#context.git, request, this.#agentObjects(parts))
    return await retryReadable(objects, read, ({ lost }) => lost > 0)
  }

  async #fetch(
    parts: readonly string[],
    tips: readonly string[],
    wanted: Omit<RepositoryRequest, 'key'>,
  ): Promise<FetchedCommits> {
    const { git, author } = this.#context
    const { remote, shallow, place, ours } = wanted
    if (tips.length === 0) return { result: 'fetched', commits: [] }
    const agentObjects = this.#agentObjects(parts)
    if (remote.length === 0 && shallow === '')
      return { result: await fetchAgentCommits(git, tips, agentObjects), commits: tips }
    const request = { tips, known: [...remote, ...ours], shallow, shown: place, author }
    const copied = await copyCommits(git, request, agentObjects)
    return { result: copied.result, commits: [...new Set(copied.commits.values())] }
  }

  #agentObjects(parts: readonly string[]): AgentObjects {
    const { places, reach } = this.#context
    const [workspace = ''] = reach.names
    const beside = [join(workspace, reach.checkoutName, '.git', 'objects')]
    return { ...places, beside, objects: join(workspace, ...parts, 'objects') }
  }
}

function isMissing({ result }: FetchedCommits): boolean {
  return result === 'missing'
}

const whyNot = { slow: 'take too long to read', many: 'are too many or too long', missing: 'cannot be read' } as const

function tagsLeftOut({ tagsLost, place }: Pick<RepositoryRequest, 'tagsLost' | 'place'>): string[] {
  return tagsLost === 0 ? [] : [`${tagsLost} tags or other refs of the repository at ${place} cannot be read`]
}

interface FetchedCommits {
  readonly result: Copied['result']
  readonly commits: readonly string[]
}

interface RepositoryRefs {
  readonly key: string
  readonly tips: readonly string[]
  /** What all else names that is no branch. */
  readonly tags: readonly string[]
  readonly tagsLost: number
  /** In seconds: when the repository began, where it has something of a remote's. */
  readonly since: number | undefined
  /** What its remotes have. */
  readonly remote: readonly string[]
  readonly shallow: string
  readonly unsure: boolean
}

const unread: Omit<RepositoryRefs, 'unsure'> = {
  key: '',
  tips: [],
  tags: [],
  tagsLost: 0,
  since: undefined,
  remote: [],
  shallow: '',
}

interface RepositoryRequest extends RepositoryRefs {
  readonly place: string
  readonly ours: readonly string[]
}
