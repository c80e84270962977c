/** What `wait`, `--wait` and `--follow` wait for, decided on one polecat at one moment. */
import { isFinished, isReason, reasonFacts } from '../outcome/reasons.ts'
import { agentStarted } from './agent-started.ts'
import type { Polecat } from './schema.ts'
import { heldAs } from './unsaved.ts'

export const waitGoals = ['done', 'finished', 'pushed', 'attention', 'started'] as const
/** `pod`: of an attempt, whatever it does; for those who want to read its logs. */
export type WaitGoal = (typeof waitGoals)[number] | 'pod'

export interface Verdict {
  /** The goal is reached, or never will be without the user. */
  readonly over: boolean
  /** As a command's exit code; 0 where the goal is reached and asks for no more. */
  readonly exitCode: number
}

const goOn: Verdict = { over: false, exitCode: 0 }

/** `stuckMs`: for how long it has been Stuck; `stuckAfter`: from when on that counts as an end. */
export function verdict(polecat: Polecat, goal: WaitGoal, stuckMs: number, stuckAfter: number): Verdict {
  const { phase, reason, podUID, result } = polecat.status ?? {}
  if (isAboutOldAttempt(polecat)) return goOn
  // The commits were released, and the operator has not seen that yet.
  if (heldAs(polecat.status) !== undefined && polecat.spec.ciChanges === 'allow') return goOn
  const end: Verdict = { over: true, exitCode: exitCodeOf(polecat) }
  if (goal === 'pod' && podUID !== undefined) return { over: true, exitCode: 0 }
  if (goal === 'started' && agentStarted(polecat)) return { over: true, exitCode: 0 }
  if (goal === 'pushed' && result?.commit !== undefined && result.saved === 'saved') return { over: true, exitCode: 0 }
  if (isFinished(phase)) return end
  if (phase !== 'Stuck') return goOn
  if (goal === 'attention' || reason === 'CIChangesHeld' || stuckMs >= stuckAfter) return end
  return goOn
}

/** A retry was asked for and the operator has not seen it: the status still tells how the last attempt ended. */
function isAboutOldAttempt({ metadata, spec, status }: Polecat): boolean {
  if (status?.attempt === undefined || spec.attempt <= status.attempt) return false
  return status.observedGeneration === undefined || status.observedGeneration !== metadata.generation
}

function exitCodeOf(polecat: Polecat): number {
  const { phase, reason } = polecat.status ?? {}
  if (isReason(reason)) return reasonFacts(reason).exitCode ?? 1
  return reason === undefined && phase === 'Done' ? 0 : 1
}

/** When it came to stand as it stands, as far as its conditions tell. */
export function lastTransition(polecat: Polecat): number | undefined {
  const times = (polecat.status?.conditions ?? []).map((condition) => Date.parse(condition.lastTransitionTime))
  const known = times.filter((time) => !Number.isNaN(time))
  return known.length === 0 ? undefined : Math.max(...known)
}
