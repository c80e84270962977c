import { agentNamed } from '../../agents/table.ts'
import { reasons, type Reason } from '../../outcome/reasons.ts'
import { containers } from '../../pod/layout.ts'
import { rescuePrefix } from '../../pod/names.ts'
import { defaultRescueNamespace } from '../../polecat/rescue-namespace.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import { hostKeyRemedy } from './host-key-remedy.ts'
import { isTriedAgain } from '../../attempt/next-attempt.ts'
import type { AgentFacts } from './cause.ts'
import { decide, type Verdict } from './conditions.ts'
import type { Observed } from './observed.ts'
import { outcomeOf } from './outcome.ts'
import { startOf, type PodFacts } from '../../attempt/pod-facts.ts'
import type { Result } from '../../attempt/saved-work.ts'
import { stepsOf } from './steps.ts'
import { sanitizeMessage } from '../../text/sanitize.ts'
import type { RequestedStop } from '../../outcome/stop-words.ts'

/** Final status of an attempt whose pod has ended: what the pod says is put into the status for good. */
export function finish(observed: Observed, facts: PodFacts): PolecatStatus {
  const { status = {} } = observed.polecat
  const { push, save, pod } = facts
  const { reason, message, result } = outcomeOf(facts, agentFacts(observed, facts), {
    branch: facts.clone?.branch ?? status.branch ?? '',
    prefix: prefixOf(observed),
    local: observed.options.local,
  })
  const held = push?.reason === 'CIChangesHeld' ? { held: reason } : {}
  return {
    ...end(observed, {
      reason,
      message: message + hostKeyRemedy(observed, reason),
      result: result && { ...result, ...held },
    }),
    branch: push?.branch ?? facts.clone?.branch ?? status.branch,
    ...startOf(facts),
    lastPush: push?.commit === undefined ? status.lastPush : { attempt: facts.attempt, commit: push.commit },
    podUID: pod.metadata?.uid ?? status.podUID,
    startedAt: pod.status?.startTime ?? status.startedAt,
    lastActivity: save?.lastOutput ?? status.lastActivity,
    phases: stepsOf(facts, status.phases),
    // What the log told while it worked is better than nothing.
    usage: save?.usage ?? status.usage,
  }
}

/** Final status where the pod is gone, and with it what it could have said. */
export function finishWithoutPod(observed: Observed): PolecatStatus {
  const { status = {} } = observed.polecat
  const nothing = status.podUID === undefined || !hasWorked(status)
  const where = `unknown whether the work was saved; check ${prefixOf(observed)}/ on the remote`
  return end(observed, {
    reason: 'PodDeleted',
    message: `the pod was deleted before its result was read; ${nothing ? 'nothing to save' : where}`,
    result: nothing ? undefined : { saved: 'failed' },
  })
}

/** Final status where no agent has run: what an earlier attempt saved stays there. */
export function endUnstarted(observed: Observed, word: RequestedStop): PolecatStatus {
  const { result, message, finishedAt } = observed.polecat.status ?? {}
  const [reason, why] = word === 'drain' ? (['LocalModeEnded', 'local mode was stopped'] as const) : terminated
  const told = finishedAt !== undefined && message !== undefined
  return end(observed, {
    reason,
    message: told
      ? `${why}; ${message}`
      : `${why.replace(' on request', '')} before the agent started; nothing to save`,
    result,
  })
}

const terminated = ['Terminated', 'terminated on request'] as const

export interface Ending {
  readonly reason: Reason
  readonly message: string
  readonly result?: Result
}

/** The status of an attempt that has ended; where another follows by itself, the polecat waits for it. */
export function end(observed: Observed, { reason, message, result }: Ending): PolecatStatus {
  const { polecat, now } = observed
  const { status = {}, metadata } = polecat
  const attempt = status.attempt ?? polecat.spec.attempt
  const again = isTriedAgain(polecat, attempt, reason)
  return {
    ...status,
    phase: again ? 'Pending' : finalPhase(reason),
    reason,
    message: sanitizeMessage(again ? `attempt ${attempt}: ${message}; attempt ${attempt + 1} follows` : message),
    attempt,
    podActive: false,
    finishedAt: status.finishedAt ?? now.toISOString(),
    result,
    conditions: decide(
      status.conditions,
      {
        PodReady: { status: 'False', reason },
        WorkSaved: workSaved(result),
        Finished: again ? { status: 'False', reason: 'TriedAgain' } : { status: 'True', reason },
      },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
}

/** Phase of an ended attempt: a reason that was Pending while it could pass has failed then. */
function finalPhase(reason: Reason): PolecatStatus['phase'] {
  const { phase } = reasons[reason]
  return phase === 'Pending' ? 'Failed' : phase
}

function workSaved(result: Result | undefined): Verdict {
  switch (result?.saved) {
    case undefined:
      return { status: 'True', reason: 'NothingToSave' }
    case 'saved':
      return { status: 'True', reason: 'Saved' }
    case 'rescued':
      return { status: 'True', reason: 'Rescued' }
    case 'incomplete':
      return { status: 'False', reason: 'Incomplete', message: result.leftOut?.join(', ') }
    default:
      return { status: 'False', reason: 'NotSaved' }
  }
}

function hasWorked({ phase }: PolecatStatus): boolean {
  return phase === 'Working' || phase === 'Stuck'
}

function agentFacts({ polecat: { spec, status }, options }: Observed, { pod }: PodFacts): AgentFacts {
  const container = pod.spec?.containers.find(({ name }) => name === containers.agent)
  return {
    deadlineSeconds: pod.spec?.activeDeadlineSeconds ?? spec.kubernetes.activeDeadlineSeconds,
    // What is not in our table cannot have run.
    hasEndEvent: agentNamed(status?.agent ?? '')?.hasEventStream === true,
    program: container?.args?.[0]?.slice(0, 200),
    image: options.local ? undefined : container?.image?.slice(0, 300),
    memory: container?.resources?.limits?.['memory'],
    seenDeleted: status?.reason === 'PodDeleted',
    terminated: spec.desiredState === 'Terminated',
  }
}

function prefixOf({ polecat, rig }: Observed): string {
  const namespace = polecat.spec.kubernetes.rescueNamespace ?? rig?.spec.defaults?.kubernetes?.rescueNamespace
  return rescuePrefix(polecat, polecat.status?.attempt ?? 1, namespace ?? defaultRescueNamespace)
}
