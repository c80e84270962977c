import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Attributes } from '../convert/attributes.ts'
import { AbsentFiles } from '../git-index/absent-files.ts'
import { ModuleIndexes } from '../submodules/module-indexes.ts'
import { AgentRules } from '../scan/agent-rules.ts'
import { commitContent, standing, standingOf } from '../snapshot/commit-object.ts'
import { scanFiles } from '../scan/files.ts'
import { leftAsCommitted, type ScanResult } from '../scan/scan-result.ts'
import type { Folder } from '../scan/folder.ts'
import { withHidden, type HiddenResult } from '../scan/hidden.ts'
import type { Limits } from '../scan/limits.ts'
import type { ScanOptions } from '../scan/scan-options.ts'
import { shownPath } from '../snapshot/names.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import type { Taken } from '../scan/size-quota.ts'
import { StatCache } from '../scan/stat-cache.ts'
import type { TrackedAt } from '../scan/tracked.ts'
import type { AttemptSettings } from '../settings.ts'

export interface WorktreeContext {
  readonly git: OwnGit
  readonly settings: Pick<AttemptSettings, 'polecat' | 'attempt' | 'author'>
  /** A folder of ours for the ignore rules that stand in worktrees. */
  readonly agentRules: string
  readonly hiddenLimits: Limits
}

export interface WorktreeResult {
  /** The commit with the files that differ from HEAD's; absent where none do. */
  readonly commit?: string
  readonly leftOut: readonly string[]
  readonly kept: readonly string[]
  readonly notes: readonly string[]
  readonly secrets: readonly string[]
  readonly taken: Taken
}

/** Quota of what is cached of worktrees from one scan to the next. */
export interface CacheQuota {
  readonly indexBytes: number
  /** Files and folders. */
  readonly cachedFiles: number
}

/** The uncommitted files of one other worktree, as their difference from its HEAD. */
export class WorktreeFiles {
  /** For a ref: of the place, and of nothing that the agent could have it be. */
  readonly name: string
  readonly shown: string
  /** Files that the worktree's own index marks as not checked out. */
  readonly absent = new AbsentFiles()
  /** Indexes of the submodules in the worktree. */
  readonly modules = new ModuleIndexes()
  readonly #context: WorktreeContext
  readonly #agentRules: AgentRules
  readonly #attributes: Attributes
  #cache = new StatCache()
  #hiddenCache = new StatCache()
  /** Commit of the last scan. */
  #last: string | undefined
  #made: { readonly key: string; readonly commit: string } | undefined

  constructor(context: WorktreeContext, parts: readonly string[]) {
    const path = parts.join('/')
    this.name = createHash('sha1').update(path, 'latin1').digest('hex').slice(0, 12)
    this.shown = shownPath(path)
    this.#context = context
    this.#agentRules = new AgentRules(context.git, join(context.agentRules, this.name))
    this.#attributes = new Attributes(context.git, join(context.agentRules, `${this.name}-attributes`))
  }

  async scan(
    folder: Folder,
    head: TrackedAt,
    common: Omit<ScanOptions, 'tracked' | 'agentRules'>,
    final: boolean,
  ): Promise<WorktreeResult> {
    const options = { ...common, tracked: head.entries, attributes: this.#attributes }
    const files =
      head.unlisted === undefined
        ? await scanFiles(folder, this.#cache, { ...options, agentRules: this.#agentRules })
        : leftAsCommitted(head, head.unlisted)
    const hidden = final && files.hidden.length > 0 ? await this.#hidden(folder, files, options) : undefined
    const tree = hidden?.tree ?? files.tree
    const isSame = tree === undefined || tree === head.tree
    if (head.unlisted === undefined)
      this.#last = isSame ? undefined : await this.#commit(tree, head.commit, options.store)
    const commit = this.#last
    const { leftOut, kept, secrets } = files.report
    const notes = [...files.report.notes, ...this.absent.notes, ...this.modules.notes]
    return {
      ...(commit !== undefined && { commit }),
      leftOut: leftOut.map((line) => this.#here(line)),
      kept: kept.map((line) => this.#here(line)),
      notes: [...notes, ...(hidden?.notes ?? [])].map((line) => this.#here(line)),
      secrets: secrets.map((path) => this.#here(path)),
      taken: files.taken,
    }
  }

  /** So much may be kept for the next scan; files beyond it are read anew then. Tells what is left. */
  keep(quota: CacheQuota): CacheQuota {
    const indexBytes = quota.indexBytes - this.absent.bytes - this.modules.bytes
    const cachedFiles = quota.cachedFiles - this.#cache.count - this.#hiddenCache.count
    if (cachedFiles >= 0) return { indexBytes, cachedFiles }
    this.#cache = new StatCache()
    this.#hiddenCache = new StatCache()
    return { indexBytes, cachedFiles: quota.cachedFiles }
  }

  /** What was handed over before a restart is not to be made again with another time. */
  async recall(commit: string): Promise<void> {
    const { status, stdout } = await this.#context.git.run(['cat-file', 'commit', commit])
    if (status !== 0) return
    this.#made = { key: standingOf(stdout.toString()), commit }
    this.#last = commit
  }

  #here(line: string): string {
    return `${line} (worktree ${this.shown})`
  }

  async #hidden(folder: Folder, { hidden }: ScanResult, options: ScanOptions): Promise<HiddenResult> {
    const caches = { rest: this.#cache, cache: this.#hiddenCache }
    return await withHidden(folder, hidden, caches, { ...options, limits: this.#context.hiddenLimits })
  }

  async #commit(tree: string, parent: string, store: ScanOptions['store']): Promise<string> {
    const key = standing(tree, parent)
    if (this.#made?.key === key) return this.#made.commit
    const { polecat, attempt, author } = this.#context.settings
    const subject = `Uncommitted files of ${this.shown}, a worktree of ${polecat}, attempt ${attempt}`
    const message = `${subject}\n\nMade by gastown: a snapshot of what is not committed there.`
    const seconds = Math.floor(Date.now() / 1000)
    const commit = await store.write('commit', commitContent({ tree, parent, author, seconds, message }))
    this.#made = { key, commit }
    return commit
  }
}
