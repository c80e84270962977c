import type { AttemptSettings } from '../settings.ts'
import { commitContent, standing, standingOf } from './commit-object.ts'
import type { ObjectStore } from './objects.ts'
import type { OwnGit } from './own-git.ts'

/** The commits that are made of files: on top of the agent's, or beside them. */
export class OwnCommits {
  readonly #settings: Pick<AttemptSettings, 'polecat' | 'attempt' | 'author'>
  readonly #store: ObjectStore
  /** The last one on the tip, and the last one beside it. */
  readonly #made = new Map<boolean, { readonly key: string; readonly commit: string }>()

  constructor(settings: Pick<AttemptSettings, 'polecat' | 'attempt' | 'author'>, store: ObjectStore) {
    this.#settings = settings
    this.#store = store
  }

  /** Reads commits from before a restart, so that they are not made again with another time. */
  async recall(git: OwnGit, commits: readonly (string | undefined)[]): Promise<void> {
    for (const commit of commits) {
      if (commit === undefined) continue
      const { status, stdout } = await git.run(['cat-file', 'commit', commit])
      // A power cut may have taken it.
      if (status !== 0) continue
      const text = stdout.toString()
      for (const onTop of [true, false])
        if (text.endsWith(`\n\n${this.#message(onTop)}\n`)) this.#made.set(onTop, { key: standingOf(text), commit })
    }
  }

  /** The same files on the same commit are the same commit, however often it is made. */
  async make(tree: string, parent: string, onTop: boolean): Promise<string> {
    const key = standing(tree, parent)
    const made = this.#made.get(onTop)
    if (made?.key === key) return made.commit
    const { author } = this.#settings
    const request = { tree, parent, author, seconds: Math.floor(Date.now() / 1000), message: this.#message(onTop) }
    const commit = await this.#store.write('commit', commitContent(request))
    this.#made.set(onTop, { key, commit })
    return commit
  }

  #message(onTop: boolean): string {
    const { polecat, attempt } = this.#settings
    return onTop
      ? `Save uncommitted files of ${polecat}\n\nMade by gastown: the agent ended without committing them.`
      : `Uncommitted files of ${polecat}, attempt ${attempt}\n\nMade by gastown: a snapshot of what is not committed.`
  }
}
