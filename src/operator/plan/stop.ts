import type { V1Pod } from '../../kube/wire.ts'
import { stopWordIn, type StopWord, type RequestedStop } from '../../outcome/stop-words.ts'
import { annotations } from '../../polecat/names.ts'
import type { Action } from './action.ts'
import type { Observed } from './observed.ts'

/** Why the attempt under way is no longer wanted; undefined where it is. What its user asks for comes before a drain. */
export function unwanted({ polecat, draining }: Observed): RequestedStop | undefined {
  const { metadata, spec } = polecat
  if (metadata.deletionTimestamp !== undefined || spec.desiredState === 'Terminated') return 'terminated'
  return draining ? 'drain' : undefined
}

/** Why the pod was asked to stop its agent. */
export function stopWordOf(pod: V1Pod): StopWord | undefined {
  const word = pod.metadata?.annotations?.[annotations.stop]
  return word === undefined ? undefined : stopWordIn(word)
}

/** When the pod was asked to stop; where that is not written, its own start. */
export function stoppedAt(pod: V1Pod): Date | undefined {
  if (stopWordOf(pod) === undefined) return undefined
  const written = pod.metadata?.annotations?.[annotations.stopAt] ?? pod.status?.startTime
  return written === undefined ? undefined : new Date(written)
}

export function askToStop(pod: V1Pod, word: StopWord, now: Date): Action[] {
  if (stopWordOf(pod) !== undefined) return []
  const written = { [annotations.stop]: word, [annotations.stopAt]: now.toISOString() }
  return [{ type: 'annotatePod', pod: pod.metadata?.name ?? '', annotations: written }]
}
