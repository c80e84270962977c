/** One snapshot of the checkout: its commits, and its files where they differ from the last of them. */
import type { Handover, StartNote } from '../handover.ts'
import { storeOf } from '../lfs/store.ts'
import type { AttemptSettings } from '../settings.ts'
import { AgentRules } from './agent-rules.ts'
import { commitContent } from './commit-object.ts'
import { Commits, type CommitFacts, type CommitPlaces } from './commits.ts'
import { convertedIn, type Converted } from './converted.ts'
import { lookAtFiles, type FilesFound } from './files.ts'
import { openFolder, type Folder } from './folder.ts'
import { lookAtHidden, treeWith } from './hidden.ts'
import { layOutRules } from './ignore.ts'
import { LfsContents } from './lfs-contents.ts'
import { hiddenLimits, usualLimits, type Limits } from './limits.ts'
import type { Look } from './look.ts'
import { openObjectStore, type ObjectStore } from './objects.ts'
import type { OwnGit } from './own-git.ts'
import type { IgnoreRules } from './rules.ts'
import { Seen } from './seen.ts'
import { trackedIn, type Tracked } from './tracked.ts'

interface SnapshotPlaces extends CommitPlaces {
  /** The folder that the checkout stands in, and the checkout's name there. */
  readonly workspace: string
  readonly checkoutName: string
  /** Folders of ours for the base commit's ignore rules, and for those of the checkout. */
  readonly rules: string
  readonly agentRules: string
}

export interface SnapshotContext {
  readonly git: OwnGit
  readonly start: StartNote
  readonly settings: Pick<AttemptSettings, 'polecat' | 'attempt' | 'author'>
  readonly places: SnapshotPlaces
  /** When git-clone was done: ctimes up to then, in milliseconds, are its own. */
  readonly laidUntil: number
  /** What was handed over before a restart. */
  readonly last?: Pick<Handover, 'tip' | 'uncommitted'>
  readonly limits?: Limits
  readonly hiddenLimits?: Limits
}

export interface TakeOptions {
  /** Files that are not committed become a last commit on the tip, where that is what they stand on. */
  readonly commitFiles: boolean
  /** The agent has ended: what only its own ignore rules hide comes too, beside the branch. */
  readonly final: boolean
}

export interface Snapshot extends Omit<Handover, 'seq' | 'nonce' | 'final'> {
  /** Something differs from where the attempt started. */
  readonly changed: boolean
}

export class Snapshots {
  readonly #context: SnapshotContext
  readonly #commits: Commits
  readonly #rules: IgnoreRules
  readonly #store: ObjectStore
  readonly #laid: Tracked
  readonly #converted: Converted | undefined
  readonly #agentRules: AgentRules
  readonly #seen = new Seen()
  readonly #seenHidden = new Seen()
  readonly #repositories = new Map<string, string>()
  #looked = false
  #tracked: TrackedAt
  /** The last commit of ours on the tip, and the last one beside it. */
  readonly #made = new Map<boolean, { readonly key: string; readonly commit: string }>()

  private constructor(
    context: SnapshotContext,
    commits: Commits,
    rules: IgnoreRules,
    { laid, converted, tracked }: { laid: Tracked; converted: Converted | undefined; tracked: TrackedAt },
  ) {
    this.#context = context
    this.#commits = commits
    this.#rules = rules
    this.#agentRules = new AgentRules(context.git, context.places.agentRules)
    this.#store = openObjectStore(context.git.repository)
    this.#laid = laid
    this.#converted = converted
    this.#tracked = tracked
  }

  static async open(context: SnapshotContext): Promise<Snapshots> {
    const { git, start, places, last } = context
    const commits = await Commits.open(git, start, places, last?.tip)
    const tracked = await trackedAt(git, start.start)
    const base = start.base === start.start ? tracked.entries : ((await trackedIn(git, start.base)) ?? new Map())
    const laid = start.laid === undefined ? tracked.entries : ((await trackedIn(git, start.laid)) ?? new Map())
    const rules = await layOutRules(git, base, places.rules)
    const lfs = LfsContents.open(storeOf(places.base), openObjectStore(git.repository))
    const snapshots = new Snapshots(context, commits, rules, {
      laid,
      converted: await convertedIn(git, laid, lfs),
      tracked,
    })
    if (last) await snapshots.#recall([last.tip, last.uncommitted])
    return snapshots
  }

  /** The commits of ours before a restart are not to be made again with another time. */
  async #recall(commits: readonly (string | undefined)[]): Promise<void> {
    for (const commit of commits) {
      if (commit === undefined) continue
      const text = (await this.#context.git.output(['cat-file', 'commit', commit])).toString()
      const [, tree = '', parent = ''] = /^tree (\S+)\nparent (\S+)\n/.exec(text) ?? []
      for (const onTop of [true, false])
        if (text.endsWith(`\n\n${this.#message(onTop)}\n`)) this.#made.set(onTop, { key: `${tree} ${parent}`, commit })
    }
  }

  async take({ commitFiles, final }: TakeOptions): Promise<Snapshot> {
    using workspace = openFolder(this.#context.places.workspace)
    using checkout = workspace?.folder(this.#context.places.checkoutName)
    if (checkout === undefined) return this.#gone(this.#commits.without('the checkout is gone'))
    const commits = await this.#commits.collect(checkout)
    const files = await this.#look(checkout, commits)
    const tree = files.tree ?? (await this.#store.write('tree', Buffer.alloc(0)))
    const all = final && files.hidden.length > 0 ? await this.#withHidden(checkout, files) : undefined
    return await this.#together(commits, { ...files, tree, whole: all?.tree ?? tree, notes: all?.notes }, commitFiles)
  }

  #gone(commits: CommitFacts): Snapshot {
    const { tip, tipForBranch, others, leftOut } = commits
    return {
      tip,
      tipForBranch,
      others: [...others],
      leftOut: [...leftOut],
      notes: [],
      changed: this.#moved(tip) || leftOut.length > 0,
    }
  }

  async #look(checkout: Folder, { head }: CommitFacts): Promise<FilesFound> {
    if (this.#tracked.commit !== head) this.#tracked = await trackedAt(this.#context.git, head, this.#laid)
    const found = await lookAtFiles(checkout, this.#seen, { ...this.#lookFor, agentRules: this.#agentRules })
    this.#looked = true
    return found
  }

  get #lookFor(): Look {
    const { laidUntil, limits = usualLimits } = this.#context
    return {
      tracked: this.#tracked.entries,
      laid: {
        tracked: this.#laid,
        until: this.#looked ? undefined : laidUntil,
        converted: this.#converted,
        repositories: this.#repositories,
      },
      rules: this.#rules,
      store: this.#store,
      limits,
    }
  }

  async #withHidden(checkout: Folder, { hidden }: FilesFound): Promise<{ tree?: string; notes: readonly string[] }> {
    const limits = this.#context.hiddenLimits ?? hiddenLimits
    const found = await lookAtHidden(checkout, hidden, this.#seenHidden, { ...this.#lookFor, limits })
    const tree = await treeWith(this.#seen, found.entries, this.#store)
    return { notes: found.notes, ...(tree !== undefined && { tree }) }
  }

  async #together(commits: CommitFacts, files: AllFiles, commitFiles: boolean): Promise<Snapshot> {
    const { tip, tipForBranch, head, others, trusted } = commits
    const { tree, whole, report, replacedRepository, notes = [] } = files
    const stands = commitFiles && trusted && tipForBranch && head === tip && !replacedRepository
    const onTop = stands && tree !== this.#tracked.tree ? await this.#commit(tree, head, true) : undefined
    const below = onTop === undefined ? this.#tracked.tree : tree
    const uncommitted = whole === below ? undefined : await this.#commit(whole, onTop ?? head, false)
    const leftOut = [...commits.leftOut, ...report.leftOut]
    return {
      tip: onTop ?? tip,
      tipForBranch,
      ...(uncommitted !== undefined && { uncommitted }),
      others: [...others],
      leftOut,
      notes: [...commits.notes, ...report.notes, ...notes],
      changed: this.#moved(onTop ?? tip) || uncommitted !== undefined || others.length > 0 || leftOut.length > 0,
    }
  }

  #moved(tip: string): boolean {
    return tip !== this.#context.start.start
  }

  /** The same files on the same commit are the same snapshot, however often it is taken. */
  async #commit(tree: string, parent: string, onTop: boolean): Promise<string> {
    const key = `${tree} ${parent}`
    const made = this.#made.get(onTop)
    if (made?.key === key) return made.commit
    const { author } = this.#context.settings
    const request = { tree, parent, author, seconds: Math.floor(Date.now() / 1000), message: this.#message(onTop) }
    const commit = await this.#store.write('commit', commitContent(request))
    this.#made.set(onTop, { key, commit })
    return commit
  }

  #message(onTop: boolean): string {
    const { polecat, attempt } = this.#context.settings
    return onTop
      ? `Save uncommitted files of ${polecat}\n\nMade by gastown: the agent ended without committing them.`
      : `Uncommitted files of ${polecat}, attempt ${attempt}\n\nMade by gastown: a snapshot of what is not committed.`
  }
}

/** The files found, as trees: without and with what only the agent's rules hide. */
interface AllFiles extends FilesFound {
  readonly tree: string
  readonly whole: string
  readonly notes: readonly string[] | undefined
}

interface TrackedAt {
  readonly commit: string
  readonly tree: string
  readonly entries: Tracked
}

/** A commit with more entries than can be listed is no reason to save nothing; then all files count as new. */
async function trackedAt(git: OwnGit, commit: string, otherwise: Tracked = new Map()): Promise<TrackedAt> {
  const tree = (await git.output(['rev-parse', `${commit}^{tree}`])).toString().trim()
  return { commit, tree, entries: (await trackedIn(git, commit)) ?? otherwise }
}
