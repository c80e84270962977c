import type { V1Pod } from '../../kube/wire.ts'
import type { SaveResult } from '../../outcome/results.ts'
import { annotations } from '../../polecat/names.ts'
import type { Action } from './action.ts'

export type StopWord = NonNullable<SaveResult['stopped']>

const stopWords: ReadonlySet<string> = new Set<StopWord>(['terminated', 'deadline', 'budget', 'turns', 'idle', 'disk'])

/** Why the pod was asked to stop its agent. A word that somebody else wrote counts as a request like any other. */
export function stopWordOf(pod: V1Pod): StopWord | undefined {
  const word = pod.metadata?.annotations?.[annotations.stop]
  if (word === undefined) return undefined
  return stopWords.has(word) ? (word as StopWord) : 'terminated'
}

/** When it was asked; the pod's own start serves where that is not written. */
export function stoppedAt(pod: V1Pod): Date | undefined {
  if (stopWordOf(pod) === undefined) return undefined
  const written = pod.metadata?.annotations?.[annotations.stopAt] ?? pod.status?.startTime
  return written === undefined ? undefined : new Date(written)
}

export function askToStop(pod: V1Pod, word: StopWord, now: Date): Action[] {
  if (stopWordOf(pod) !== undefined) return []
  const written = { [annotations.stop]: word, [annotations.stopAt]: now.toISOString() }
  return [{ type: 'annotate', pod: pod.metadata?.name ?? '', annotations: written }]
}
