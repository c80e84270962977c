import type { Dirent } from 'node:fs'
import { folderBelow, type Folder } from './folder.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { ruleFile, Rules, type Candidate } from './rules.ts'
import { readSmall } from './small-file.ts'

const ruleBytes = 1024 * 1024
/** A file changed less than this before it was read may change again without another ctime. */
const tooFreshMs = 50

interface Known {
  readonly facts: string
  readonly text: string | undefined
  /** The change at which the text became this. */
  readonly since: number
}

/**
 * The ignore rules as they stand in the checkout now, the agent's and those it kept. They decide only which files wait
 * for the end and then go beside the branch; nothing is left out because of them.
 */
export class AgentRules {
  readonly #rules: Rules
  readonly #known = new Map<string, Known>()
  #changes = 0

  constructor(git: OwnGit, folder: string) {
    this.#rules = new Rules(git, folder)
  }

  /** Takes over .git/info/exclude; the answer is for `refresh` of the topmost folder. */
  refreshExclude(checkout: Folder): number {
    using info = folderBelow(checkout, ['.git', 'info'])
    return this.#refresh(info, 'exclude', '.git/info/exclude', (text) => this.#rules.putExclude(text))
  }

  /** Takes over a folder's rule file. Tells the last change of any rule for what is in the folder. */
  refresh(folder: Folder, list: readonly Dirent[], path: string, above: number): number {
    const place = path === '' ? ruleFile : `${path}/${ruleFile}`
    if (!this.#known.has(place) && !list.some(({ name }) => name === ruleFile)) return above
    return Math.max(
      above,
      this.#refresh(folder, ruleFile, place, (text) => this.#rules.put(place, text)),
    )
  }

  hidden(candidates: readonly Candidate[]): Promise<boolean[]> {
    return this.#rules.hidden(candidates)
  }

  stopProcess(): Promise<void> {
    return this.#rules.stopProcess()
  }

  #refresh(folder: Folder | undefined, name: string, place: string, put: (text: Buffer | undefined) => void): number {
    const before = this.#known.get(place)
    const stats = folder?.facts(name)
    const facts = stats === undefined ? '' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ')
    const settled = stats === undefined || stats.ctimeMs < Date.now() - tooFreshMs
    if (before !== undefined && settled && before.facts === facts) return before.since
    const text = stats === undefined || folder === undefined ? undefined : readSmall(folder, name, ruleBytes)
    const same = before?.text === text
    if (!same) {
      this.#changes += 1
      put(text === undefined ? undefined : Buffer.from(text, 'latin1'))
    }
    const since = same ? (before?.since ?? 0) : this.#changes
    this.#known.set(place, { facts: settled ? facts : 'fresh', text, since })
    return since
  }
}
