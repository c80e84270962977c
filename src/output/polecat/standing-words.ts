/** How a polecat stands whose end nobody waited for: what is said where a view or a wait is left. */
import type { Polecat } from '../../polecat/schema.ts'
import type { WaitGoal } from '../../polecat/waiting.ts'
import { stageOf, standing, type Stage } from './verb-words.ts'

/** What it does, and goes on doing. */
export function goesOnWords(polecat: Polecat): string {
  const { spec, status } = polecat
  const isEnding = spec.desiredState === 'Terminated'
  const words: Record<Stage, string> = {
    deleting: 'is still being deleted',
    ended: `has ended: ${standing(polecat)}`,
    saving: 'has ended, and its work is still being saved',
    held: 'still waits for its release',
    working: isEnding ? 'is still being terminated' : status?.phase === 'Stuck' ? stays(polecat) : 'keeps running',
    starting: isEnding ? 'is still being terminated' : 'is still starting',
    waiting: isEnding ? 'is terminated; nothing of it is running' : waitingWords(polecat),
  }
  return words[stageOf(polecat)]
}

function waitingWords(polecat: Polecat): string {
  const { phase = 'Pending' } = polecat.status ?? {}
  return phase === 'Idle' || phase === 'Stuck' ? stays(polecat) : 'is still queued'
}

function stays(polecat: Polecat): string {
  return `stays ${standing(polecat)}`
}

const notYet: Readonly<Record<WaitGoal, readonly [one: string, several: string]>> = {
  done: ['is not done', 'are not done'],
  finished: ['has not finished', 'have not finished'],
  pushed: ['has not pushed everything', 'have not pushed everything'],
  attention: ['needs no attention', 'need no attention'],
  started: ['has not started its agent', 'have not started their agents'],
  pod: ['has no pod', 'have no pods'],
}

/** Words where the goal of a wait is not reached. */
export function notYetWords(goal: WaitGoal, count: number): string {
  return notYet[goal][count === 1 ? 0 : 1]
}
