import { shownPath } from './names.ts'

const kinds = {
  big: 'files over the size limit',
  unreadable: 'files that cannot be read',
  refused: 'names that git servers refuse',
  deep: 'folders too deep',
  beyond: 'files beyond the limit in all',
} as const

/** What one look at the files found besides the files. */
export class Report {
  readonly #leftOut = new Map<keyof typeof kinds, string[]>()
  readonly #counts = new Map<string, number>()

  leaveOut(kind: keyof typeof kinds, path: string): void {
    const paths = this.#leftOut.get(kind) ?? []
    this.#leftOut.set(kind, paths)
    paths.push(path)
  }

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  /** One line a kind, three names each. */
  get leftOut(): string[] {
    return [...this.#leftOut].map(([kind, paths]) => {
      const named = paths.slice(0, 3).map(shownPath).join(', ')
      return `${paths.length} ${kinds[kind]}: ${named}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`
    })
  }

  get notes(): string[] {
    return [...this.#counts].map(([what, count]) => `${count} ${what}`)
  }
}
