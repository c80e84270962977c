/** What a text turned out to be, or why it cannot be used, in words that repeat nothing of it. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Invalid

export interface Invalid {
  readonly ok: false
  /** Such as `is empty`; it follows the name of the place that the text came from. */
  readonly problem: string
  readonly hints: readonly string[]
}

export function valid<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function invalid(problem: string, ...hints: readonly string[]): Invalid {
  return { ok: false, problem, hints }
}
