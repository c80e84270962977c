/** What a text turned out to be, or why it cannot be used, in words that repeat nothing of it. */
export type Reading<T> = { readonly ok: true; readonly value: T } | Wrong

export interface Wrong {
  readonly ok: false
  /** Such as `is empty`; it follows the name of the place that the text came from. */
  readonly problem: string
  readonly hints: readonly string[]
}

export function good<T>(value: T): Reading<T> {
  return { ok: true, value }
}

export function wrong(problem: string, ...hints: readonly string[]): Wrong {
  return { ok: false, problem, hints }
}
