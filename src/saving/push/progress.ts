import { GitFailure } from '../../git/failure.ts'
import type { Rejection } from './refusal.ts'

/** An update of a ref to a commit; null removes the ref. Only over what the remote had there when it was last ours. */
export interface RefUpdate {
  readonly ref: string
  readonly commit: string | null
}

/**
 * Report of a push on a ref: git's word on it, or why the push did not get as far as that; undefined where it said
 * nothing.
 */
export type RefReport = Pick<Rejection, 'reason' | 'stderr'> | GitFailure | undefined

/** Trials of one ref since a plan began. */
export interface Trial {
  readonly pushes: number
  /** How many refs went in the last of them. */
  readonly together: number
  /** What the remote was held to have there, when it was last pushed. */
  readonly lease: string | null
  readonly report: RefReport
  /** How many pushes in a row ended as the last one. */
  readonly alike: number
  /** The remote's refs were listed after that. */
  readonly listed: boolean
}

/** What a plan decides on besides what is wanted. */
export interface Progress {
  /** What the remote has at the refs that are ours, as last seen there; null for none. */
  readonly known: Readonly<Record<string, string | null>>
  /** Refs that the remote showed when they were last listed. */
  readonly shown: ReadonlyMap<string, string>
  readonly tried: ReadonlyMap<string, Trial>
}

/** Next step of a plan, or its outcome. */
export type PushStep<Outcome> =
  | { readonly type: 'push'; readonly refs: readonly RefUpdate[] }
  | { readonly type: 'list'; readonly refs: readonly RefUpdate[]; readonly afterMs: number }
  /** The remote takes nothing at all. */
  | { readonly type: 'fail'; readonly failure: GitFailure }
  | { readonly type: 'done'; readonly outcome: Outcome }

export const untried: Trial = { pushes: 0, together: 0, lease: null, report: undefined, alike: 0, listed: false }

/** The trial after one more push of the ref. */
export function pushed(
  before: Trial = untried,
  { together, lease, report }: Pick<Trial, 'together' | 'lease' | 'report'>,
): Trial {
  const alike = isAlike(before.report, report) ? before.alike + 1 : 1
  return { pushes: before.pushes + 1, together, lease, report, alike, listed: false }
}

/** The same in all but numbers, such as those of requests. */
export function isAlike(one: RefReport, other: RefReport): boolean {
  return one instanceof GitFailure && other instanceof GitFailure && unnumbered(one) === unnumbered(other)
}

function unnumbered({ message }: GitFailure): string {
  return message.replaceAll(/[0-9a-f]{6,}|\d+/g, '')
}

export function isThere(shown: ReadonlyMap<string, string>, { ref, commit }: RefUpdate): boolean {
  return (shown.get(ref) ?? null) === commit
}

/** The remote has what we did not bring there. */
export function isForeign({ shown, known }: Pick<Progress, 'shown' | 'known'>, ref: string): boolean {
  return (shown.get(ref) ?? null) !== (known[ref] ?? null)
}
