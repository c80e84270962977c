/** The pod of the attempt under way lives: what it does is told, and what it needs is done. */
import { annotations } from '../../polecat/names.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import type { Action } from './action.ts'
import { decide, type Verdict } from './conditions.ts'
import { end, finish } from './finish.ts'
import type { Observed, Plan } from './observed.ts'
import { plainText } from './outcome.ts'
import type { PodFacts } from './pod-facts.ts'
import { giveUpAt, overdueAt, putAway, recorded, remove, type PutAway } from './put-away.ts'
import { stepsOf } from './steps.ts'
import { askToStop, stopWordOf } from './stop.ts'
import { lastProgress, troubleOf, type Trouble } from './trouble.ts'

const pendingSeconds = 600
/** An image or container that cannot be started now may be in a moment: registries stumble. */
const troubleSeconds = 120

export function observe(observed: Observed, seen: PodFacts): Plan {
  const facts = { ...seen, agentStarted: seen.agentStarted || isForgotten(observed, seen) }
  if (facts.ended) return { actions: recorded(facts), status: finish(observed, facts) }
  const wanted = isWanted(observed)
  if (facts.agentStarted) return observeWork(observed, facts, wanted)
  if (!wanted) return stopUnstarted(observed, facts)
  return observeStart(observed, facts)
}

/** A node that was started anew may reject a pod that ran on it, and forget how it ran. */
function isForgotten({ polecat }: Observed, { states }: PodFacts): boolean {
  return polecat.status?.phase === 'Working' && Object.keys(states.agent).length === 0
}

function isWanted({ polecat }: Observed): boolean {
  return polecat.metadata.deletionTimestamp === undefined && polecat.spec.desiredState !== 'Terminated'
}

/** Nothing of the agent is there to save, once it is certain that it has not started. */
function stopUnstarted(observed: Observed, facts: PodFacts): Plan {
  const { actions, again } = putAway(facts, observed.now)
  const goes = facts.deleting || actions.some(({ type }) => type === 'delete')
  if (goes) {
    const message = 'terminated before the agent started; nothing to save'
    return { actions, status: end(observed, { reason: 'Terminated', message }) }
  }
  const message = 'it is being stopped before its agent starts'
  const ready: Verdict = { status: 'False', reason: 'Stopping' }
  return { actions, status: live(observed, facts, { phase: 'Pending', reason: undefined, message, ready }), again }
}

function observeStart(observed: Observed, facts: PodFacts): Plan {
  const { now } = observed
  const trouble = troubleOf(facts)
  const since = lastProgress(facts)
  const patience =
    trouble && trouble.reason !== 'Unschedulable' ? (trouble.passing ? troubleSeconds : 0) : pendingSeconds
  const limit = isCloning(facts) ? undefined : new Date(since.getTime() + patience * 1000)
  if (limit && now >= limit) return giveUp(observed, facts, trouble)
  const status = live(observed, facts, {
    phase: 'Pending',
    reason: trouble?.reason,
    message:
      trouble?.sentence ??
      (isCloning(facts) ? 'the repository is being cloned' : `attempt ${facts.attempt} is starting`),
    ready: { status: 'False', reason: trouble?.reason ?? 'Starting' },
  })
  return { actions: annotateStart(facts), status, again: limit }
}

/** A clone takes as long as it takes, up to the deadline. */
function isCloning({ states }: PodFacts): boolean {
  return states['git-clone'].running !== undefined
}

function giveUp(observed: Observed, facts: PodFacts, trouble: Trouble | undefined): Plan {
  const timedOut = trouble === undefined || trouble.reason === 'Unschedulable'
  const why = trouble ? `: ${trouble.sentence}` : ''
  const status = end(observed, {
    reason: timedOut ? 'PendingTimeout' : trouble.reason,
    message: `${timedOut ? `the pod made no progress for 10 minutes${why}` : trouble.sentence}; nothing to save`,
  })
  return { actions: putAway(facts, observed.now).actions, status: { ...status, phases: stepsOf(facts, status.phases) } }
}

function observeWork(observed: Observed, facts: PodFacts, wanted: boolean): Plan {
  const { now, polecat } = observed
  const limit = giveUpAt(facts)
  if (limit && now >= limit) return lost(observed, facts)
  const overdue = overdueAt(facts)
  const away = wanted ? endOverdue(facts, overdue, now) : putAway(facts, now)
  const stopping = stopWordOf(facts.pod) !== undefined || !wanted
  const ended = facts.states.agent.terminated !== undefined
  const status = live(observed, facts, {
    phase: 'Working',
    reason: facts.deleting && !stopping ? 'PodDeleted' : undefined,
    message: workMessage({ ended, stopping, deleting: facts.deleting }),
    ready: ended ? { status: 'False', reason: 'AgentEnded' } : { status: 'True', reason: 'AgentRuns' },
  })
  const actions: Action[] = [...annotateStart(facts), ...away.actions]
  const again = [limit, away.again]
    .filter((time) => time !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())[0]
  return { actions, status: { ...status, lastActivity: status.lastActivity ?? polecat.status?.lastActivity }, again }
}

function endOverdue(facts: PodFacts, overdue: Date | undefined, now: Date): PutAway {
  if (!overdue || now < overdue) return { actions: [], again: overdue }
  return { actions: [...askToStop(facts.pod, 'deadline', now), ...remove(facts)] }
}

function workMessage({ ended, stopping, deleting }: { ended: boolean; stopping: boolean; deleting: boolean }): string {
  if (ended) return 'the agent has ended; its work is being saved'
  if (stopping) return 'the agent is being stopped; its work is being saved'
  return deleting ? 'the pod is being deleted; its work is being saved' : 'the agent works'
}

/** No node tells any more how this pod ends. */
function lost(observed: Observed, facts: PodFacts): Plan {
  const status = finish(observed, {
    ...facts,
    pod: { ...facts.pod, status: { ...facts.pod.status, reason: 'NodeLost' } },
  })
  return { actions: [...recorded(facts), { type: 'delete', pod: facts.name, uid: facts.pod.metadata?.uid }], status }
}

interface Seen {
  readonly phase: PolecatStatus['phase']
  readonly reason: PolecatStatus['reason']
  readonly message: string
  readonly ready: Verdict
}

function live({ polecat, now }: Observed, facts: PodFacts, { phase, reason, message, ready }: Seen): PolecatStatus {
  const { status = {}, metadata } = polecat
  const { pod, states } = facts
  const startedAt = pod.status?.startTime ?? undefined
  const seconds = pod.spec?.activeDeadlineSeconds
  const deadline = startedAt && seconds ? new Date(Date.parse(startedAt) + seconds * 1000).toISOString() : undefined
  return {
    ...status,
    phase,
    reason,
    message: plainText(message),
    podUID: pod.metadata?.uid,
    podActive: true,
    branch: facts.clone?.branch ?? status.branch,
    startedAt,
    deadline,
    lastActivity: states.agent.running?.startedAt ?? status.lastActivity,
    phases: stepsOf(facts, status.phases),
    conditions: decide(
      status.conditions,
      { PodReady: ready, Finished: { status: 'False', reason: phase ?? 'Pending' } },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
}

/** git-save counts the soft deadline from the pod's start, which only the API server knows. */
function annotateStart({ pod, name }: PodFacts): Action[] {
  const startTime = pod.status?.startTime
  if (!startTime || pod.metadata?.annotations?.[annotations.started] !== undefined) return []
  const seconds = String(Math.floor(Date.parse(startTime) / 1000))
  return [{ type: 'annotate', pod: name, annotations: { [annotations.started]: seconds } }]
}
