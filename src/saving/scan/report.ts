import { counted } from '../../outcome/counted.ts'
import { shownPath, shownPaths } from '../snapshot/names.ts'
import type { Unlisted } from './tracked.ts'

const kinds = {
  secret: 'files that contain a secret',
  big: 'files over the size limit',
  unreadable: 'files that cannot be read',
  refused: 'names that git servers refuse',
  deep: 'folders too deep',
  beyond: 'files beyond the limit in all',
} as const

export type ReasonLeftOut = keyof typeof kinds

/** Reasons why the commit that the files are compared with is not listed. */
const unlistedWords = {
  large: 'has too many files to be listed',
  slow: 'could not be listed in time',
  broken: 'cannot be listed',
} as const satisfies Record<Unlisted, string>

const mostSecrets = 20

/** Findings of one scan besides the files. */
export class Report {
  readonly #leftOut = new Map<ReasonLeftOut, string[]>()
  readonly #counts = new Map<string, number>()
  readonly #raw: string[] = []
  readonly #kept: string[] = []
  readonly #outside = { folder: 0, file: 0 }
  /** Why nothing was scanned. */
  readonly unlisted: Unlisted | undefined

  constructor(unlisted?: Unlisted) {
    this.unlisted = unlisted
  }

  leaveOut(kind: ReasonLeftOut, path: string): void {
    const paths = this.#leftOut.get(kind) ?? []
    this.#leftOut.set(kind, paths)
    paths.push(path)
  }

  /**
   * Entries that the index marks as not checked out stay, though they are gone; `isOutside`: the sparse checkout's
   * patterns say why.
   */
  keep(path: string, { isFolder, isOutside }: { isFolder: boolean; isOutside: boolean }): void {
    if (isOutside) this.#outside[isFolder ? 'folder' : 'file'] += 1
    else this.#kept.push(isFolder ? `${path}/` : path)
  }

  keepRaw(path: string): void {
    this.#raw.push(path)
  }

  /** A line each: what a sparse checkout keeps away, and what else may be a deletion that is not saved. */
  get kept(): string[] {
    const outside = Object.entries(this.#outside).filter(([, count]) => count > 0)
    const what = outside.map(([noun, count]) => counted(count, noun)).join(' and ')
    return [
      ...(what === '' ? [] : [`deletions outside of the sparse checkout, if any (${what})`]),
      ...(this.#kept.length === 0
        ? []
        : [`deletions that the index marks as files that are not checked out: ${shownPaths(this.#kept)}`]),
    ]
  }

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  /** Files with a secret, for people. */
  get secrets(): string[] {
    return (this.#leftOut.get('secret') ?? []).slice(0, mostSecrets).map(shownPath)
  }

  /** One line a kind, three names each. */
  get leftOut(): string[] {
    if (this.unlisted !== undefined)
      return [`uncommitted files: the commit to compare them with ${unlistedWords[this.unlisted]}`]
    return [...this.#leftOut].map(([kind, paths]) => `${paths.length} ${kinds[kind]}: ${shownPaths(paths)}`)
  }

  get notes(): string[] {
    const counts = [...this.#counts].map(([what, count]) => `${count} ${what}`)
    if (this.#raw.length === 0) return counts
    const raw = shownPaths(this.#raw)
    return [...counts, `not in the encoding that .gitattributes names, so beside the branch as they are: ${raw}`]
  }
}
