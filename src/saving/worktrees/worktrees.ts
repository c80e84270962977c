/**
 * The repository's other worktrees: agents make them for agents of their own. Each is found by its repository's records
 * and by the `.git` file in it, neither of which is believed: what they name is opened below the agent's volume only.
 */
import { mostIndexBytes } from '../git-index/absent-files.ts'
import type { Handover } from '../handover.ts'
import type { Folder } from '../scan/folder.ts'
import type { Limits } from '../scan/limits.ts'
import type { ScanOptions } from '../scan/scan-options.ts'
import { shownPath, shownPaths } from '../snapshot/names.ts'
import { partOr } from '../snapshot/part.ts'
import { worktreeHeads } from '../snapshot/refs.ts'
import { trackedAt, type TrackedAt, type Unlisted } from '../scan/tracked.ts'
import type { TreeNames } from '../submodules/repositories.ts'
import type { Submodules } from '../submodules/submodules.ts'
import { scanBeside } from './beside.ts'
import { KnownHeads } from './known-heads.ts'
import { LinkedWorktrees, type Linked } from './linked.ts'
import { openBelow, type Reach } from './reach.ts'
import { registeredWorktrees } from './registered.ts'
import { searchLinks } from './search.ts'
import { WorktreeFiles, type CacheQuota, type WorktreeResult, type WorktreeContext } from './worktree-files.ts'

const mostWorktrees = 50
/** Files of all worktrees that are not read again where they are as they were; each some 300 bytes. */
const mostCachedFiles = 400_000

export interface WorktreesResult {
  readonly worktrees: NonNullable<Handover['worktrees']>
  readonly leftOut: readonly string[]
  readonly kept: readonly string[]
  readonly notes: readonly string[]
  /** Files with a secret. */
  readonly secrets: readonly string[]
}

export interface WorktreesOptions {
  readonly workspace: Folder
  /** What the checkout itself stands on, also for a worktree whose own HEAD cannot be had. */
  readonly main: TrackedAt
  /** Why no files can be scanned, whatever commit they stand on. */
  readonly unlisted: Unlisted | undefined
  /** Whether a commit is in our repository. */
  readonly isHere: (commit: string) => Promise<boolean>
  /** Repositories of submodules, from the checkout down, which may have worktrees too. */
  readonly repositories: readonly (readonly string[])[]
  /** Submodules that stand in a worktree. */
  readonly modulesIn: Submodules['checkedOutIn']
  readonly scanOptions: Omit<ScanOptions, 'tracked' | 'agentRules' | 'isWorktree'>
  /** The agent has ended: what ignore rules hide is looked through as well. */
  readonly final: boolean
}

export class Worktrees {
  readonly #context: WorktreeContext
  readonly #reach: Omit<Reach, 'workspace'>
  readonly #files = new Map<string, WorktreeFiles>()
  readonly #before: ReadonlyMap<string, string>
  readonly #heads: KnownHeads
  #linked: LinkedWorktrees

  constructor(context: WorktreeContext, reach: Omit<Reach, 'workspace'>, before: Handover['worktrees'] = []) {
    this.#context = context
    this.#reach = reach
    this.#before = new Map(before.map(({ name, commit }) => [name, commit]))
    this.#heads = new KnownHeads((commit) => trackedAt(context.git, commit))
    this.#linked = new LinkedWorktrees(this.#reach)
  }

  /** For the walk of the files below `parts`; what it comes upon belongs to the next `scan`. */
  isWorktree(parts: readonly string[]): NonNullable<ScanOptions['isWorktree']> {
    return (folder, path) => this.#linked.note(folder, [...parts, ...path.split('/')])
  }

  async scan(options: WorktreesOptions): Promise<WorktreesResult> {
    const found = await partOr(
      () => this.#scan(options),
      (why) => ({ ...nothing, worktrees: [], leftOut: [`uncommitted files of other worktrees: one of them ${why}`] }),
    )
    this.#linked = new LinkedWorktrees(this.#reach)
    return found
  }

  async #scan(options: WorktreesOptions): Promise<WorktreesResult> {
    const { main, isHere, scanOptions, final } = options
    const reach = { ...this.#reach, workspace: options.workspace }
    const linked = this.#linked
    const { heads, leftOut, notes } = await this.#find(reach, linked, options)
    const found: { name: string; commit: string }[] = []
    const secrets: string[] = []
    const kept: string[] = []
    const scanned = new Set<string>()
    this.#heads.begin(main)
    using checkout = openBelow(reach, [reach.checkoutName])
    let limits = scanOptions.limits
    let quota: CacheQuota = { indexBytes: mostIndexBytes, cachedFiles: mostCachedFiles }
    for (const one of linked.all) {
      using folder = openBelow(reach, one.parts)
      const key = one.parts.join('/')
      if (folder === undefined) continue
      if (scanned.size === mostWorktrees) {
        leftOut.push(`worktrees beyond the first ${mostWorktrees}: ${shownPath(key)} and others`)
        break
      }
      scanned.add(key)
      const head = heads.get(one.repository.join('/'))?.get(one.id)
      const isKnown = head !== undefined && (await isHere(head))
      if (!isKnown && one.repository.length > 1) {
        leftOut.push(`uncommitted files of ${shownPath(key)}, a worktree of a submodule`)
        continue
      }
      const files = await this.#filesOf(one)
      const optionsOfOne = { ...options, scanOptions: { ...scanOptions, limits } }
      const { commit, taken, ...said } = await partOr(
        async () => {
          const at = await this.#heads.at(isKnown ? head : main.commit)
          return await this.#inOne(one, at, files, {
            reach,
            folder,
            checkout,
            quota: quota.indexBytes,
            options: optionsOfOne,
          })
        },
        (why) => ({ ...nothing, leftOut: [`uncommitted files of ${shownPath(key)}, a worktree: it ${why}`] }),
      )
      limits = rest(limits, taken)
      quota = files.keep(quota)
      if (commit !== undefined) found.push({ name: files.name, commit })
      leftOut.push(...said.leftOut)
      kept.push(...said.kept)
      notes.push(...said.notes)
      secrets.push(...said.secrets)
    }
    const beside = final ? await scanBeside(reach, linked.all, isHere) : { leftOut: [], notes: [] }
    leftOut.push(...beside.leftOut)
    notes.push(...beside.notes)
    for (const key of this.#files.keys()) if (!scanned.has(key)) this.#files.delete(key)
    return { worktrees: found, leftOut, kept, notes, secrets }
  }

  async #inOne(
    { parts, repository, id }: Linked,
    at: TrackedAt,
    files: WorktreeFiles,
    { reach, folder, checkout, quota, options }: OpenedWorktree,
  ): Promise<WorktreeResult> {
    const key = parts.join('/')
    using git = openBelow(reach, [reach.checkoutName, ...repository, 'worktrees', id])
    await files.absent.refresh(git, quota)
    const checkedOut = await options.modulesIn(folder, at, this.#namesOf(key))
    const scanOptions = {
      ...options.scanOptions,
      absent: files.absent.absent,
      submodules: await files.modules.refresh(checkout, checkedOut.heads, quota - files.absent.bytes),
      isWorktree: this.isWorktree(parts),
      onEmbedded: (path: string) => options.scanOptions.onEmbedded?.(`${key}/${path}`),
    }
    const inside = { ...at, entries: checkedOut.entries ?? at.entries, unlisted: options.unlisted ?? at.unlisted }
    return await files.scan(folder, inside, scanOptions, options.final)
  }

  /** Adds what the walk could not come upon; what of it cannot be reached is named. */
  async #find(
    reach: Reach,
    linked: LinkedWorktrees,
    { main: { entries }, repositories, scanOptions: { onEmbedded }, final }: WorktreesOptions,
  ): Promise<{ heads: Map<string, ReadonlyMap<string, string>>; leftOut: string[]; notes: string[] }> {
    // Git makes none where the commit has files: those are the checkout's, whatever a file among them says.
    const isOwn = ([top, ...parts]: readonly string[]) => top === reach.checkoutName && entries.has(parts.join('/'))
    const heads = new Map<string, ReadonlyMap<string, string>>()
    const leftOut: string[] = []
    for (const repository of [['.git'], ...repositories]) {
      const place = [reach.checkoutName, ...repository]
      using git = openBelow(reach, place)
      if (git === undefined) continue
      heads.set(repository.join('/'), worktreeHeads(git))
      const { below, elsewhere, tooMany } = registeredWorktrees(reach, git, place)
      for (const { id, parts } of below) if (!isOwn(parts)) linked.noteAt(reach, { repository, id, parts })
      if (elsewhere.length > 0)
        leftOut.push(`uncommitted files of worktrees outside the workspace: ${shownPaths(elsewhere)}`)
      if (tooMany) leftOut.push('worktrees beyond the first 200 that the repository lists')
    }
    if (!final) return { heads, leftOut, notes: [] }
    const { complete } = await searchLinks(reach.workspace, (folder, parts) => {
      if (isOwn(parts) || linked.note(folder, parts)) return
      const [top, ...below] = parts
      if (below.length > 0 && (top === reach.checkoutName || linked.isAmong(top))) onEmbedded?.(parts.join('/'))
    })
    return { heads, leftOut, notes: complete ? [] : ['not all folders were searched for worktrees'] }
  }

  /** Paths of what stands there. */
  #namesOf(key: string): TreeNames {
    const { names, checkoutName } = this.#reach
    return { tree: names.map((name) => `${name}/${key}`), checkout: names.map((name) => `${name}/${checkoutName}`) }
  }

  async #filesOf({ parts }: Linked): Promise<WorktreeFiles> {
    const key = parts.join('/')
    const known = this.#files.get(key)
    if (known !== undefined) return known
    const files = new WorktreeFiles(this.#context, parts)
    const before = this.#before.get(files.name)
    if (before !== undefined) await files.recall(before)
    this.#files.set(key, files)
    return files
  }
}

/** A worktree, opened, and the options of its scan. */
interface OpenedWorktree {
  readonly reach: Reach
  readonly folder: Folder
  readonly checkout: Folder | undefined
  /** How long indexes may be. */
  readonly quota: number
  readonly options: WorktreesOptions
}

const nothing = { kept: [], notes: [], secrets: [], taken: { bytes: 0, files: 0 } }

function rest(limits: Limits, taken: { readonly bytes: number; readonly files: number }): Limits {
  return { ...limits, allBytes: limits.allBytes - taken.bytes, files: limits.files - taken.files }
}
