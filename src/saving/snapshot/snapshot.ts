/** One snapshot of the checkout: its commits, and its files where they differ from the last of them. */
import type { Handover } from '../handover.ts'
import { Attributes } from '../convert/attributes.ts'
import { Embedded, type OursAnyway } from '../embedded/embedded.ts'
import { AbsentFiles } from '../git-index/absent-files.ts'
import { storeOf } from '../lfs/store.ts'
import { Submodules, type SubmodulesResult } from '../submodules/submodules.ts'
import { Worktrees, type WorktreesResult } from '../worktrees/worktrees.ts'
import { AgentRules } from '../scan/agent-rules.ts'
import type { AllFiles } from './all-files.ts'
import { Commits, type CommitFacts } from './commits.ts'
import { convertedIn, type Converted } from '../scan/converted.ts'
import { scanFiles } from '../scan/files.ts'
import { leftAsCommitted, type ScanResult } from '../scan/scan-result.ts'
import { folderBelow, openFolder, type Folder } from '../scan/folder.ts'
import { listStartTrees, type StartTrees } from './start-trees.ts'
import { withHidden } from '../scan/hidden.ts'
import { ignoreRulesOf } from '../scan/ignore.ts'
import { LfsContents } from '../scan/lfs-contents.ts'
import { hiddenLimits, usualLimits } from '../scan/limits.ts'
import type { ScanOptions } from '../scan/scan-options.ts'
import type { ObjectStore } from './objects.ts'
import { OwnCommits } from './own-commits.ts'
import type { IgnoreRules } from '../scan/rules.ts'
import { StatCache } from '../scan/stat-cache.ts'
import { checkoutNames, workspaceNames, type SnapshotContext } from './snapshot-context.ts'
import { trackedAt, type TrackedAt } from '../scan/tracked.ts'

export interface TakeOptions {
  /** Files that are not committed become a last commit on the tip, where that is what they stand on. */
  readonly commitFiles: boolean
  /** The agent has ended: what only its own ignore rules hide comes too, beside the branch. */
  readonly final: boolean
}

export interface Snapshot extends Omit<Handover, 'seq' | 'series' | 'nonce' | 'final'> {
  /** Something differs from where the attempt started. */
  readonly changed: boolean
}

export class Snapshots {
  readonly #context: SnapshotContext
  readonly #commits: Commits
  readonly #rules: IgnoreRules
  readonly #store: ObjectStore
  readonly #startTrees: StartTrees
  readonly #converted: Converted | undefined
  readonly #agentRules: AgentRules
  readonly #cache = new StatCache()
  readonly #hiddenCache = new StatCache()
  readonly #repositories = new Map<string, string>()
  readonly #worktrees: Worktrees
  readonly #absent = new AbsentFiles()
  readonly #attributes: Attributes
  #isScanned = false
  #tracked: TrackedAt
  readonly #own: OwnCommits
  readonly #submodules: Submodules
  #modules: SubmodulesResult | undefined
  readonly #embedded: Embedded
  /** What the last snapshot named stays where this one cannot be made: the refs hold the newest only. */
  #before: Pick<Handover, 'uncommitted' | 'worktrees'>
  #embeddedPaths = new Set<string>()

  private constructor(
    context: SnapshotContext,
    commits: Commits,
    rules: IgnoreRules,
    submodules: Submodules,
    startTrees: StartTrees,
    converted: Converted | undefined,
  ) {
    this.#context = context
    this.#commits = commits
    this.#rules = rules
    this.#agentRules = new AgentRules(context.git, context.places.agentRules)
    this.#attributes = new Attributes(context.git, `${context.places.agentRules}-attributes`)
    this.#store = context.store
    this.#own = new OwnCommits(context.settings, this.#store)
    this.#submodules = submodules
    this.#startTrees = startTrees
    this.#converted = converted
    this.#tracked = startTrees.tracked
    const { git, settings, places, hiddenLimits: hidden = hiddenLimits, last } = context
    this.#before = last ?? {}
    const ofWorktrees = { git, settings, hiddenLimits: hidden, agentRules: `${places.agentRules}-worktrees` }
    const reach = { names: workspaceNames(places), checkoutName: places.checkoutName }
    this.#embedded = new Embedded({ git, author: settings.author, places, reach })
    this.#worktrees = new Worktrees(ofWorktrees, reach, last?.worktrees)
  }

  static async open(context: SnapshotContext): Promise<Snapshots> {
    const { git, start, places, last } = context
    const commits = await Commits.open(git, start, places, last?.tip)
    const startTrees = await listStartTrees(git, start)
    const { base, cloned } = startTrees
    const rules = await ignoreRulesOf(git, base, places.rules)
    const lfs = LfsContents.open(storeOf(places.base), context.store)
    const modules = { base, names: checkoutNames(places), author: context.settings.author }
    const submodules = await Submodules.open(git, start, places, modules)
    const converted = await convertedIn(git, cloned, lfs, `${places.agentRules}-cloned-attributes`)
    const snapshots = new Snapshots(context, commits, rules, submodules, startTrees, converted)
    if (last) await snapshots.#own.recall(git, [last.tip, last.uncommitted])
    return snapshots
  }

  async take({ commitFiles, final }: TakeOptions): Promise<Snapshot> {
    using workspace = openFolder(this.#context.places.workspace)
    using checkout = workspace?.folder(this.#context.places.checkoutName)
    if (workspace === undefined || checkout === undefined)
      return this.#withoutCheckout(this.#commits.without('the checkout is gone'))
    const commits = await this.#commits.collect(checkout)
    this.#embeddedPaths = new Set()
    const files = await this.#scan(checkout, commits)
    const tree = files.tree ?? (await this.#store.write('tree', Buffer.alloc(0)))
    const all = final && files.hidden.length > 0 ? await this.#withHidden(checkout, files) : undefined
    const worktrees = await this.#scanWorktrees(workspace, final)
    const embedded = await this.#embedded.collect(workspace, this.#embeddedPaths, this.#ours(commits))
    const found = { ...files, tree, whole: all?.tree ?? tree, notes: all?.notes, worktrees, embedded }
    const snapshot = await this.#compose(commits, found, commitFiles)
    this.#before = snapshot
    return snapshot
  }

  /** What comes to the remote anyway, or is there. */
  #ours({ tip, others }: CommitFacts): OursAnyway {
    const { start, base } = this.#context.start
    const { commits = [], repositories = [] } = this.#modules ?? {}
    const { checkoutName } = this.#context.places
    return {
      commits: [...new Set([start, base, tip, ...others, ...commits])],
      repositories: repositories.map((parts) => [checkoutName, ...parts]),
    }
  }

  #withoutCheckout(commits: CommitFacts): Snapshot {
    const { tip, tipForBranch, others, leftOut } = commits
    const { uncommitted, worktrees } = this.#before
    return {
      tip,
      tipForBranch,
      ...(uncommitted !== undefined && { uncommitted }),
      others: [...others],
      ...(worktrees && { worktrees }),
      leftOut: [...leftOut],
      notes: [],
      changed: this.#moved(tip) || leftOut.length > 0,
    }
  }

  async #scan(checkout: Folder, { head, tip, others }: CommitFacts): Promise<ScanResult> {
    if (this.#tracked.commit !== head || this.#tracked.unlisted === 'slow')
      this.#tracked = await trackedAt(this.#context.git, head)
    const tips = [tip, ...others]
    this.#modules = await this.#submodules.collect({ checkout, tracked: this.#compared, tips })
    using git = folderBelow(checkout, ['.git'])
    await this.#absent.refresh(git)
    const unlisted = this.#startTrees.unlisted ?? this.#compared.unlisted
    if (unlisted !== undefined) return leftAsCommitted(this.#compared, unlisted)
    const found = await scanFiles(checkout, this.#cache, { ...this.#scanOptions, agentRules: this.#agentRules })
    this.#isScanned = true
    return found
  }

  /** What the files are compared with. A commit of the agent's that is too large to be listed is not worth losing them. */
  get #compared(): TrackedAt {
    return this.#tracked.unlisted === 'large' ? this.#startTrees.tracked : this.#tracked
  }

  get #scanOptions(): ScanOptions {
    const { clonedUntil, limits = usualLimits, secrets } = this.#context
    return {
      tracked: this.#modules?.checkedOut.entries ?? this.#compared.entries,
      submodules: this.#modules?.modules,
      cloned: {
        tracked: this.#startTrees.cloned,
        until: this.#isScanned ? undefined : clonedUntil,
        converted: this.#converted,
        repositories: this.#repositories,
      },
      absent: this.#absent.absent,
      rules: this.#rules,
      secrets,
      attributes: this.#attributes,
      store: this.#store,
      limits,
      isWorktree: this.#worktrees.isWorktree([this.#context.places.checkoutName]),
      onEmbedded: (path) => this.#embeddedPaths.add(`${this.#context.places.checkoutName}/${path}`),
    }
  }

  async #scanWorktrees(workspace: Folder, final: boolean): Promise<WorktreesResult> {
    const cloned = { ...this.#scanOptions.cloned, tracked: new Map(), until: undefined, repositories: new Map() }
    const onEmbedded = (path: string) => this.#embeddedPaths.add(path)
    const scanOptions = { ...this.#scanOptions, cloned, submodules: undefined, absent: undefined, onEmbedded }
    const isHere = async (commit: string): Promise<boolean> =>
      this.#commits.has(commit) || (await this.#submodules.has(commit))
    const repositories = this.#modules?.repositories ?? []
    const submodules = { isHere, repositories, modulesIn: this.#submodules.checkedOutIn }
    const main = this.#tracked
    const { unlisted } = this.#startTrees
    return await this.#worktrees.scan({ workspace, main, unlisted, ...submodules, scanOptions, final })
  }

  async #withHidden(checkout: Folder, { hidden }: ScanResult): Promise<{ tree?: string; notes: readonly string[] }> {
    const limits = this.#context.hiddenLimits ?? hiddenLimits
    const caches = { rest: this.#cache, cache: this.#hiddenCache }
    const { tree, notes } = await withHidden(checkout, hidden, caches, { ...this.#scanOptions, limits })
    return { notes, ...(tree !== undefined && { tree }) }
  }

  async #compose(commits: CommitFacts, files: AllFiles, commitFiles: boolean): Promise<Snapshot> {
    const { tip, tipForBranch, head, others, trusted } = commits
    const { tree, whole, report, replacedRepository, notes = [], worktrees, embedded } = files
    const { commit, tree: before } = this.#compared
    const stands = commitFiles && trusted && tipForBranch && head === tip && head === commit && !replacedRepository
    const onTop = stands && tree !== before ? await this.#own.make(tree, head, true) : undefined
    const below = onTop === undefined ? before : tree
    const earlier = report.unlisted === undefined ? undefined : this.#before.uncommitted
    const uncommitted = whole === below ? earlier : await this.#own.make(whole, onTop ?? commit, false)
    const { commits: submodules = [], leftOut: ofSubmodules = [], notes: ofIndexes = [] } = this.#modules ?? {}
    const leftOut = [...commits.leftOut, ...ofSubmodules, ...embedded.leftOut, ...report.leftOut, ...worktrees.leftOut]
    const secrets = [...report.secrets, ...worktrees.secrets]
    const kept = [...report.kept, ...worktrees.kept]
    const beside = others.length + worktrees.worktrees.length + submodules.length + embedded.commits.length
    return {
      tip: onTop ?? tip,
      tipForBranch,
      ...(uncommitted !== undefined && { uncommitted }),
      others: [...others],
      ...(worktrees.worktrees.length > 0 && { worktrees: worktrees.worktrees }),
      ...(submodules.length > 0 && { submodules: [...submodules] }),
      ...(embedded.commits.length > 0 && { embedded: embedded.commits }),
      ...(secrets.length > 0 && { secrets }),
      ...(kept.length > 0 && { kept }),
      leftOut,
      notes: [...commits.notes, ...report.notes, ...this.#absent.notes, ...ofIndexes, ...notes, ...worktrees.notes],
      changed: this.#moved(onTop ?? tip) || uncommitted !== undefined || beside > 0 || leftOut.length > 0,
    }
  }

  #moved(tip: string): boolean {
    return tip !== this.#context.start.start
  }
}
