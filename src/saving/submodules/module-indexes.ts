import { AbsentFiles, mostIndexBytes } from '../git-index/absent-files.ts'
import { folderBelow, type Folder } from '../scan/folder.ts'
import type { CheckedOutSubmodule } from '../scan/scan-options.ts'
import { shownPath } from '../snapshot/names.ts'
import type { CheckedOutSubmodules } from './checked-out-submodules.ts'

/** Entries that the index of each submodule marks as not checked out. All indexes together may be as long as one. */
export class ModuleIndexes {
  #files: ReadonlyMap<string, AbsentFiles> = new Map()

  /** Notes on submodules' indexes that could not be read. */
  get notes(): string[] {
    return [...this.#files].flatMap(([path, { notes }]) =>
      notes.map((note) => `${note} (submodule ${shownPath(path)})`),
    )
  }

  get bytes(): number {
    return [...this.#files.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** `most`: how long all of them may be. */
  async refresh(
    checkout: Folder | undefined,
    heads: CheckedOutSubmodules['heads'],
    most = mostIndexBytes,
  ): Promise<Map<string, CheckedOutSubmodule>> {
    const modules = new Map<string, CheckedOutSubmodule>()
    const files = new Map<string, AbsentFiles>()
    let bytesLeft = most
    for (const [path, { commit, tree, repository }] of heads) {
      const one = this.#files.get(path) ?? new AbsentFiles()
      using git = checkout && folderBelow(checkout, repository)
      await one.refresh(git, bytesLeft)
      bytesLeft -= one.bytes
      files.set(path, one)
      modules.set(path, { commit, tree, absent: one.absent })
    }
    this.#files = files
    return modules
  }
}
