/** Termination of a pod that is no longer wanted: it saves its work, then is deleted. */
import type { Action } from './action.ts'
import type { PodFacts } from '../../attempt/pod-facts.ts'
import { askToStop, stoppedAt } from './stop.ts'
import { troubleOf } from './trouble.ts'
import type { RequestedStop } from '../../outcome/stop-words.ts'

const stopSeconds = 300
/** Wait before an unstarted pod is deleted: the cache is a second old or more, and the agent may just have started. */
const startSeconds = 30
/** Time that a node may need beyond its deadlines, before it counts as lost. */
const silenceSeconds = 300

export interface Termination {
  readonly actions: Action[]
  readonly again?: Date
}

/**
 * The next step of a pod's termination. In a drain an agent's pod is not deleted when its time is over: local mode leaves
 * it then as it is, and the next start saves it.
 */
export function terminatePod(facts: PodFacts, now: Date, word: RequestedStop = 'terminated'): Termination {
  if (facts.ended || hasLostNode(facts, now)) return { actions: [...removePodFinalizer(facts), ...deletePod(facts)] }
  if (isBeforeAgent(facts)) return { actions: [...removePodFinalizer(facts), ...deletePod(facts, 10)] }
  const asked = stoppedAt(facts.pod)
  const seconds = facts.agentStarted ? stopSeconds : startSeconds
  if (!asked) return { actions: askToStop(facts.pod, word, now), again: after(now, seconds) }
  const limit = after(asked, seconds)
  if (now < limit) return { actions: [], again: limit }
  if (word === 'drain' && facts.agentStarted) return { actions: [], again: giveUpAt(facts) }
  const unblock = facts.agentStarted ? [] : removePodFinalizer(facts)
  return { actions: [...unblock, ...deletePod(facts)], again: giveUpAt(facts) }
}

/** Whether the agent has not started, and cannot have meanwhile: there is nothing to save then. */
function isBeforeAgent(facts: PodFacts): boolean {
  if (facts.agentStarted) return false
  return facts.states['git-clone'].terminated?.exitCode !== 0 || troubleOf(facts) !== undefined
}

/** Removes our finalizer, once everything that the pod tells is in the status. */
export function removePodFinalizer({ hasFinalizer, name }: PodFacts): Action[] {
  return hasFinalizer ? [{ type: 'removePodFinalizer', pod: name }] : []
}

/** Time after which nothing will be heard of the pod any more: long after its deletion. */
export function giveUpAt({ pod }: PodFacts): Date | undefined {
  const { deletionTimestamp } = pod.metadata ?? {}
  // The time that is written there is already that of the end of the grace period.
  return deletionTimestamp === undefined ? undefined : after(new Date(deletionTimestamp), silenceSeconds)
}

/**
 * Time at which its node should long have ended the pod by its deadline. The node may have slept meanwhile, or been
 * switched off, and save the work yet: the pod is deleted, and counts as lost only when that brings nothing either.
 */
export function overdueAt({ pod, deleting }: PodFacts): Date | undefined {
  const { startTime } = pod.status ?? {}
  const { activeDeadlineSeconds, terminationGracePeriodSeconds = 30 } = pod.spec ?? {}
  if (deleting || !startTime || !activeDeadlineSeconds) return undefined
  return after(new Date(startTime), activeDeadlineSeconds + terminationGracePeriodSeconds + silenceSeconds)
}

export function deletePod({ name, pod, deleting }: PodFacts, graceSeconds?: number): Action[] {
  return deleting ? [] : [{ type: 'deletePod', pod: name, uid: pod.metadata?.uid, graceSeconds }]
}

function hasLostNode(facts: PodFacts, now: Date): boolean {
  const limit = giveUpAt(facts)
  return limit !== undefined && now >= limit
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}
