/** Observation of a living pod: what it does goes into the status, and what it needs is done. */
import { annotations } from '../../polecat/names.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import { latest } from '../log-tail.ts'
import type { Action } from './action.ts'
import { decide, type Verdict } from './conditions.ts'
import { end, endUnstarted, finish } from './finish.ts'
import { keepOpen } from './keep-open.ts'
import type { Observed, Plan } from './observed.ts'
import { startOf, type PodFacts } from '../../attempt/pod-facts.ts'
import { giveUpAt, overdueAt, terminatePod, removePodFinalizer, deletePod, type Termination } from './terminate-pod.ts'
import { stepsOf } from './steps.ts'
import { cloneMessage, isWaiting, keptWaiting, savedSoFar, workMessage } from './status-message.ts'
import { askToStop, stopWordOf, unwanted } from './stop.ts'
import { lastProgress, troubleOf, type Trouble } from './trouble.ts'
import { sanitizeMessage } from '../../text/sanitize.ts'
import type { RequestedStop } from '../../outcome/stop-words.ts'

const pendingSeconds = 600
/** Patience with an image or container that cannot be started: it may be in a moment, as registries stumble. */
const troubleSeconds = 120
/** Time for scheduler and kubelet to say something of a new pod, which then goes into the status together with its uid. */
const quietSeconds = 5

export function observe(observed: Observed, podFacts: PodFacts): Plan {
  const facts = { ...podFacts, agentStarted: podFacts.agentStarted || isForgotten(observed, podFacts) }
  if (facts.ended) {
    const ended = finish(observed, facts)
    const open = keepOpen(observed, facts, ended)
    return open ? { actions: [], status: open } : { actions: removePodFinalizer(facts), status: ended }
  }
  const word = unwanted(observed)
  if (facts.agentStarted) return observeWork(observed, facts, word)
  if (word) return stopUnstarted(observed, facts, word)
  return observeStart(observed, facts)
}

/** Whether the node has forgotten how the agent ran: one that was started anew may reject a pod that ran on it. */
function isForgotten({ polecat }: Observed, { states }: PodFacts): boolean {
  return polecat.status?.phase === 'Working' && Object.keys(states.agent).length === 0
}

/** Stop before the agent starts: once it is certain that it has not, nothing is there to save. */
function stopUnstarted(observed: Observed, facts: PodFacts, word: RequestedStop): Plan {
  const { actions, again } = terminatePod(facts, observed.now, word)
  const goes = facts.deleting || actions.some(({ type }) => type === 'deletePod')
  if (goes) return { actions, status: endUnstarted(observed, word) }
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
  const quiet = quietUntil(observed, facts)
  if (!trouble && quiet && now < quiet) return { actions: [], status: observed.polecat.status ?? {}, again: quiet }
  const status = live(observed, facts, {
    phase: 'Pending',
    reason: trouble?.reason,
    message: trouble?.sentence ?? startMessage(observed, facts),
    ready: { status: 'False', reason: trouble?.reason ?? 'Starting' },
  })
  return { actions: annotateStart(facts), status, again: limit }
}

/**
 * Time until which a new pod of which no node has said anything is not worth a write. Its uid is not in the status yet,
 * but it cannot go unseen: our finalizer keeps it.
 */
function quietUntil({ polecat }: Observed, { pod, hasFinalizer, deleting }: PodFacts): Date | undefined {
  const created = pod.metadata?.creationTimestamp
  const isNew = polecat.status?.podUID === undefined && pod.status?.startTime === undefined
  if (!isNew || !hasFinalizer || deleting || created === undefined) return undefined
  return new Date(Date.parse(created) + quietSeconds * 1000)
}

function startMessage({ logState }: Observed, facts: PodFacts): string {
  if (isCloning(facts)) return cloneMessage(logState)
  const isCloned = facts.states['git-clone'].terminated !== undefined
  return isCloned ? 'the repository is cloned; the agent is starting' : `attempt ${facts.attempt} is starting`
}

/** Whether git-clone runs: it takes as long as it takes, up to the deadline. */
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
  return {
    actions: terminatePod(facts, observed.now).actions,
    status: { ...status, phases: stepsOf(facts, status.phases) },
  }
}

function observeWork(observed: Observed, facts: PodFacts, word: RequestedStop | undefined): Plan {
  const { now, polecat } = observed
  const limit = giveUpAt(facts)
  if (limit && now >= limit) return lost(observed, facts)
  const overdue = overdueAt(facts)
  const termination = word ? terminatePod(facts, now, word) : endOverdue(facts, overdue, now)
  const stopping = stopWordOf(facts.pod) !== undefined || word !== undefined
  const ended = facts.states.agent.terminated !== undefined
  const { logState } = observed
  const status = live(observed, facts, {
    phase: 'Working',
    reason: facts.deleting && !stopping ? 'PodDeleted' : undefined,
    message: workMessage({ logState, ended, stopping, deleting: facts.deleting }),
    ready: readiness(facts, ended || logState?.ended !== undefined),
    saved: savedSoFar(logState),
  })
  const actions: Action[] = [...annotateStart(facts), ...termination.actions]
  const again = [limit, termination.again]
    .filter((time) => time !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())[0]
  const before = logState === undefined && !ended ? keptWaiting(polecat.status ?? {}) : {}
  const result: PolecatStatus['result'] = isWaiting(logState) ? { saved: 'waiting' } : undefined
  const usage = logState?.usage ?? polecat.status?.usage
  return { actions, status: { ...status, result, usage, ...before }, again }
}

/** Verdict on PodReady. That local mode ends it is known before its work is saved: it may be retried meanwhile. */
function readiness({ pod }: PodFacts, ended: boolean): Verdict {
  if (stopWordOf(pod) === 'drain') return { status: 'False', reason: 'LocalModeEnded' }
  return ended ? { status: 'False', reason: 'AgentEnded' } : { status: 'True', reason: 'AgentRuns' }
}

function endOverdue(facts: PodFacts, overdue: Date | undefined, now: Date): Termination {
  if (!overdue || now < overdue) return { actions: [], again: overdue }
  return { actions: [...askToStop(facts.pod, 'deadline', now), ...deletePod(facts)] }
}

/** Plan for a pod of which no node reports the end any more. */
function lost(observed: Observed, facts: PodFacts): Plan {
  const status = finish(observed, {
    ...facts,
    pod: { ...facts.pod, status: { ...facts.pod.status, reason: 'NodeLost' } },
  })
  return {
    actions: [...removePodFinalizer(facts), { type: 'deletePod', pod: facts.name, uid: facts.pod.metadata?.uid }],
    status,
  }
}

interface LiveState {
  readonly phase: PolecatStatus['phase']
  readonly reason: PolecatStatus['reason']
  readonly message: string
  readonly ready: Verdict
  readonly saved?: Verdict
}

function live(
  { polecat, logState, now }: Observed,
  facts: PodFacts,
  { phase, reason, message, ready, saved }: LiveState,
): PolecatStatus {
  const { status = {}, metadata } = polecat
  const { pod, states } = facts
  const startedAt = pod.status?.startTime ?? undefined
  const seconds = pod.spec?.activeDeadlineSeconds
  const deadline = startedAt && seconds ? new Date(Date.parse(startedAt) + seconds * 1000).toISOString() : undefined
  return {
    ...status,
    phase,
    reason,
    message: sanitizeMessage(message),
    podUID: pod.metadata?.uid,
    podActive: true,
    branch: facts.clone?.branch ?? status.branch,
    ...startOf(facts),
    startedAt,
    deadline,
    lastActivity: latest(states.agent.running?.startedAt, logState?.lastActivity, status.lastActivity),
    phases: stepsOf(facts, status.phases, logState?.firstOutput),
    conditions: decide(
      status.conditions,
      {
        PodReady: ready,
        ...(saved && { WorkSaved: saved }),
        Finished: { status: 'False', reason: phase ?? 'Pending' },
      },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
}

/** Annotation with the pod's start, which only the API server knows: git-save counts the soft deadline from it. */
function annotateStart({ pod, name }: PodFacts): Action[] {
  const startTime = pod.status?.startTime
  if (!startTime || pod.metadata?.annotations?.[annotations.started] !== undefined) return []
  const seconds = String(Math.floor(Date.parse(startTime) / 1000))
  return [{ type: 'annotatePod', pod: name, annotations: { [annotations.started]: seconds } }]
}
