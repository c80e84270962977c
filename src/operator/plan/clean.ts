/** Cleanup: pods of earlier attempts, and everything once the Polecat is deleted. */
import { annotations, finalizers } from '../../polecat/names.ts'
import { unsavedWork } from '../../polecat/unsaved.ts'
import { podName } from '../../pod/names.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import type { Action } from './action.ts'
import { isUnderWay } from '../../attempt/next-attempt.ts'
import type { Observed } from './observed.ts'
import { podFacts, type PodFacts } from '../../attempt/pod-facts.ts'
import { deletePod, terminatePod, removePodFinalizer } from './terminate-pod.ts'

export interface Cleaning {
  readonly actions: readonly Action[]
  readonly again?: Date
}

/** Pods of attempts that the status no longer follows: the last one stays for its logs, others end like any other. */
export function cleanEarlier({ pods, now, polecat, options }: Observed, status: PolecatStatus): Cleaning {
  return join(
    others(pods.map(podFacts), status).map((facts) => {
      if (facts.ended && polecat.metadata.deletionTimestamp === undefined) {
        const goes = !options.local && isRecordedEarlier(facts, status)
        return { actions: [...removePodFinalizer(facts), ...(goes ? deletePod(facts) : [])] }
      }
      return terminatePod(facts, now)
    }),
  )
}

/**
 * Whether the pod is of an earlier attempt and tells nothing more than its record: `kubectl logs` by the polecat's label
 * fails where one of its pods has an agent that never started.
 */
function isRecordedEarlier({ attempt, agentStarted, pod }: PodFacts, status: PolecatStatus): boolean {
  if (attempt >= (status.attempt ?? 0)) return false
  return !agentStarted || pod.metadata?.annotations?.[annotations.recorded] !== undefined
}

/** Cleanup of a deleted Polecat: its pods save and are recorded, then they go, then it goes. */
export function cleanAll(observed: Observed, status: PolecatStatus): Cleaning {
  const { polecat, pods, now } = observed
  if (isUnderWay(status)) return { actions: [] }
  if (pods.length > 0) return join(pods.map((pod) => terminatePod(podFacts(pod), now)))
  if (!polecat.metadata.finalizers?.includes(finalizers.polecat)) return { actions: [] }
  return { actions: [...deleteAttemptObjects(observed), { type: 'removeFinalizer' }] }
}

/**
 * A finished Polecat that nobody deleted is deleted when its time has come, but never with work that only its pod has,
 * and not where only local mode has ended, by whose next start that time may long be over.
 */
export function expire({ polecat, now }: Observed, status: PolecatStatus): Cleaning {
  const { ttlSecondsAfterFinished } = polecat.spec
  const finished = status.conditions?.find(({ type, status }) => type === 'Finished' && status === 'True')
  const goesOn = status.phase === 'Stuck' || status.reason === 'LocalModeEnded'
  if (ttlSecondsAfterFinished === undefined || !finished || goesOn) return { actions: [] }
  if (unsavedWork({ ...polecat, status }) !== undefined) return { actions: [] }
  const time = new Date(Date.parse(finished.lastTransitionTime) + ttlSecondsAfterFinished * 1000)
  return now >= time ? { actions: [{ type: 'deletePolecat' }] } : { actions: [], again: time }
}

export function join(cleanings: readonly Cleaning[]): Cleaning {
  const times = cleanings.flatMap(({ again }) => (again ? [again.getTime()] : []))
  return {
    actions: cleanings.flatMap(({ actions }) => actions),
    again: times.length > 0 ? new Date(Math.min(...times)) : undefined,
  }
}

function others(facts: readonly PodFacts[], status: PolecatStatus): PodFacts[] {
  return facts.filter(({ name }) => !(name === status.podName && isUnderWay(status)))
}

function deleteAttemptObjects({ polecat }: Observed): Action[] {
  const last = polecat.status?.podName === undefined ? 0 : (polecat.status.attempt ?? 0)
  const first = Math.min(polecat.spec.attempt, last)
  return Array.from({ length: last === 0 ? 0 : last - first + 1 }, (_, index) => ({
    type: 'deleteAttemptObjects',
    name: podName(polecat, first + index),
  }))
}
