import type { Handover } from '../handover.ts'
import { destinations, replacedCommits, type Destinations, type Situation } from './destinations.ts'
import { failWhereNothingIsTaken, planRefs, type Verdicts } from './plan-refs.ts'
import type { Progress, PushStep, RefUpdate } from './progress.ts'
import type { Refusal } from './refusal.ts'

/** What the remote was like when the handover came, and what git knows of the commits. */
export interface PushSituation extends Situation {
  /** The commit that the work branch had on the remote before the agent came. */
  readonly original: string | null
  /** Commits that the handover's tip may replace on the remote, and contains. */
  readonly contained: ReadonlySet<string>
  /** What is done with commits on the work branch that the tip does not contain: kept at a ref of their own, or not replaced. */
  readonly rewrite: 'keep' | 'refuse'
}

/** What a handover's commits came to. */
export interface PushOutcome {
  /** The ref that shows the tip; undefined where there was nothing to bring. */
  readonly tipAt: string | undefined
  /** The tip is nowhere on the remote. */
  readonly tipLost: boolean
  /** Why the work branch did not take the tip. */
  readonly refused: Refusal | undefined
  /** Refs other than the tip's that the remote does not show as they were wanted, with the reason of each. */
  readonly missing: readonly (readonly [ref: string, refusal: Refusal])[]
  /** The remote's refs were listed for this. */
  readonly listed: boolean
}

const mostRewrites = 20

/** The next step towards all of a handover on the remote: first what it would replace, then what it brings. */
export function planPush(handover: Handover, situation: PushSituation, progress: Progress): PushStep<PushOutcome> {
  const { names } = situation
  const where = destinations(handover, situation)
  const kept = planRefs(keptCommits(situation, where), progress)
  if (kept.type !== 'done') return kept
  const blocked = where.tip?.ref === names.branch ? blockedBy(situation, kept.outcome) : undefined
  const tips = where.tip === undefined || blocked !== undefined ? [] : [where.tip]
  const brought = planRefs([...tips, ...where.rescue], progress)
  if (brought.type !== 'done') return brought
  const verdicts = new Map([...kept.outcome, ...brought.outcome])
  if (blocked !== undefined) verdicts.set(names.branch, blocked)
  const step = withTip(handover, situation, where, verdicts, progress)
  const isLost = step.type === 'done' && step.outcome.tipAt === undefined
  return isLost ? failWhereNothingIsTaken(verdicts, step) : step
}

/** A work branch that refuses the tip must not cost it: it goes to a rescue ref. */
function withTip(
  { tip }: Handover,
  { names }: PushSituation,
  where: Destinations,
  verdicts: Verdicts,
  progress: Progress,
): PushStep<PushOutcome> {
  const ref = where.tip?.ref
  const isMissing = (one: readonly [string, Refusal | undefined]): one is [string, Refusal] =>
    one[1] !== undefined && one[0] !== ref
  const rest = { missing: [...verdicts].filter(isMissing), listed: verdicts.size > 0 }
  const refused = ref === undefined ? undefined : verdicts.get(ref)
  if (refused === undefined) return done({ tipAt: ref, tipLost: false, refused, ...rest })
  if (ref !== names.branch) return done({ tipAt: undefined, tipLost: true, refused, ...rest })
  const rescued = planRefs([{ ref: names.rescuedBranch, commit: tip }], progress)
  if (rescued.type !== 'done') return rescued
  const tipLost = rescued.outcome.get(names.rescuedBranch) !== undefined
  return done({ tipAt: tipLost ? undefined : names.rescuedBranch, tipLost, refused, ...rest })
}

function done(outcome: PushOutcome): PushStep<PushOutcome> {
  return { type: 'done', outcome }
}

/** Commits on the remote that would otherwise be replaced by ones that do not contain them. */
function keptCommits(situation: PushSituation, where: Destinations): RefUpdate[] {
  const { names, known, contained, original, rewrite } = situation
  if (rewrite === 'refuse') return []
  const wanted: RefUpdate[] = []
  let rewritesLeft = mostRewrites - Object.keys(known).filter((ref) => ref.startsWith(names.beforeRewrite(''))).length
  for (const commit of replacedCommits(situation, where)) {
    // What was on the branch before the agent came is not the agent's to use up.
    if ((rewritesLeft <= 0 && commit !== original) || contained.has(commit)) continue
    wanted.push({ ref: names.beforeRewrite(commit), commit })
    rewritesLeft -= 1
  }
  return wanted
}

/** The commits that the branch holds now would be on the remote no more. */
function blockedBy({ names, known, contained, rewrite }: PushSituation, kept: Verdicts): Refusal | undefined {
  const there = known[names.branch] ?? undefined
  if (rewrite === 'keep' || there === undefined || contained.has(there))
    return [...kept.values()].find((one) => one !== undefined)
  return { kind: 'moved', words: `${names.branch} has commits that the held ones do not contain` }
}
