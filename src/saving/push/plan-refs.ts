import { GitFailure } from '../../git/failure.ts'
import {
  isAlike,
  isForeign,
  isThere,
  type RefReport,
  type Progress,
  type PushStep,
  type RefUpdate,
} from './progress.ts'
import { refusalOf, type Refusal } from './refusal.ts'

/** What became of each ref: undefined where the remote shows the commit, else why it does not. */
export type Verdicts = ReadonlyMap<string, Refusal | undefined>

/**
 * Pauses before listing a remote that ended a push in its midst. Where it is there each time and ends the next push
 * likewise, that is its answer.
 */
const patienceMs = [1000, 2000, 4000]
/** However differently it says it. */
const mostPushes = 8

/**
 * Brings commits to their refs. Only what the remote itself lists afterwards counts. All refs go in one push; what it
 * leaves out goes again in a push of its own, because one hook may decline all for the sake of one, and a limit of size
 * all for the sake of the largest.
 */
export function planRefs(wanted: readonly RefUpdate[], progress: Progress): PushStep<Verdicts> {
  const { known, tried } = progress
  const news = wanted.filter(({ ref, commit }) => !tried.has(ref) && (known[ref] ?? null) !== commit)
  if (news.length > 0) return { type: 'push', refs: news }
  const again = wanted.find((one) => isRetryable(one, progress))
  if (again !== undefined) return { type: 'push', refs: [again] }
  const unlisted = wanted.filter(({ ref }) => tried.get(ref)?.listed !== true)
  if (unlisted.length > 0) {
    const pauses = unlisted.map(({ ref }) => pauseMs(tried.get(ref)?.report, progress))
    return { type: 'list', refs: wanted, afterMs: Math.max(...pauses) }
  }
  return { type: 'done', outcome: new Map(wanted.map((one) => [one.ref, verdict(one, progress)])) }
}

/** Removes refs. Fails at once where nothing is taken: no work hangs on it, and whoever asked may ask again. */
export function planRemoval(refs: readonly string[], progress: Progress): PushStep<Verdicts> {
  const reports = refs.map((ref) => progress.tried.get(ref)?.report)
  const failure = reports.find((report) => report instanceof GitFailure && report.transient)
  if (failure instanceof GitFailure) return { type: 'fail', failure }
  const step = planRefs(
    refs.map((ref) => ({ ref, commit: null })),
    progress,
  )
  return step.type === 'done' ? failWhereNothingIsTaken(step.outcome, step) : step
}

/** The step, or the failure behind it where none of the refs got as far as an answer of its own. */
export function failWhereNothingIsTaken<Outcome>(verdicts: Verdicts, step: PushStep<Outcome>): PushStep<Outcome> {
  const failures = [...verdicts.values()].map((refusal) => refusal?.failure)
  const [failure] = failures
  return failure !== undefined && !failures.includes(undefined) ? { type: 'fail', failure } : step
}

/** Whether another push may succeed: the first went with others, over an old lease, or to a remote that may have been away. */
function isRetryable(one: RefUpdate, progress: Progress): boolean {
  const { known, shown, tried } = progress
  const trial = tried.get(one.ref)
  if (trial?.listed !== true || isThere(shown, one) || isForeign(progress, one.ref)) return false
  const { report, pushes, together, lease } = trial
  if (report instanceof GitFailure && report.cut)
    return pushes < mostPushes && !isFinalReport(report, progress) && !(pushes > 1 && isUnderWay(report, progress))
  return pushes === 0 || (pushes === 1 && (together > 1 || lease !== (known[one.ref] ?? null)))
}

/** Whatever ref it was for: the remote was there after each of so many pushes that ended like this. */
function isFinalReport(report: GitFailure, { tried }: Progress): boolean {
  return [...tried.values()].some((trial) => trial.alike > patienceMs.length && isAlike(trial.report, report))
}

/** One ref is enough to find out whether the remote goes on like this. */
function isUnderWay(report: GitFailure, { tried }: Progress): boolean {
  return [...tried.values()].some((trial) => !trial.listed && trial.pushes > 2 && isAlike(trial.report, report))
}

function pauseMs(report: RefReport, progress: Progress): number {
  if (!(report instanceof GitFailure) || !report.cut || isFinalReport(report, progress)) return 0
  const alike = [...progress.tried.values()]
    .filter((trial) => isAlike(trial.report, report))
    .map((trial) => trial.alike)
  return patienceMs[Math.max(...alike) - 1] ?? 0
}

function verdict(one: RefUpdate, progress: Progress): Refusal | undefined {
  if (isThere(progress.shown, one)) return undefined
  const report = progress.tried.get(one.ref)?.report
  if (!(report instanceof GitFailure))
    return refusalOf({
      ref: one.ref,
      ...(report ?? { reason: '', stderr: '' }),
      moved: isForeign(progress, one.ref),
    })
  const { words, cut, hint } = report
  // The remote is there all the while: it is not away.
  const failure = cut ? new GitFailure('refused', report.message, { hint, cause: report }) : report
  return { kind: 'refused', words, failure }
}
