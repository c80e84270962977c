/**
 * The operator's decisions, in one pure function: what is observed goes in, what is to be done and the status that is
 * to be written come out. A stage a file: admit, start, observe, finish, clean.
 */
import type { PolecatStatus } from '../polecat/status.ts'
import { isUnderWay, isWaiting, nextAttempt } from '../attempt/next-attempt.ts'
import { cleanAll, cleanEarlier, expire, join } from './plan/clean.ts'
import { decide } from './plan/conditions.ts'
import { endUnstarted, finishWithoutPod } from './plan/finish.ts'
import type { Observed, Plan } from './plan/observed.ts'
import { observe } from './plan/observe.ts'
import { isReleased, isReleasing, planRelease, startRelease } from './plan/release.ts'
import { podFacts } from '../attempt/pod-facts.ts'
import { create, start } from './plan/start.ts'
import { unwanted } from './plan/stop.ts'

export function plan(observed: Observed): Plan {
  const attempt = planAttempt(observed)
  const deleting = observed.polecat.metadata.deletionTimestamp !== undefined
  const cleanings = deleting
    ? [cleanEarlier(observed, attempt.status), cleanAll(observed, attempt.status)]
    : [cleanEarlier(observed, attempt.status), expire(observed, attempt.status)]
  const cleaning = join([attempt, ...cleanings])
  return { status: attempt.status, actions: eachOnce(cleaning.actions), again: cleaning.again }
}

function planAttempt(observed: Observed): Plan {
  const { polecat, now } = observed
  if (isReleasing(polecat)) return planRelease(observed)
  if (isUnderWay(polecat.status)) return planUnderWay(observed)
  const next = nextAttempt(polecat)
  if (!next && isReleased(polecat) && !observed.draining) return startRelease(observed)
  if (!next) return { actions: [], status: rest(observed) }
  if (next.at && now < next.at) return { actions: [], status: polecat.status ?? {}, again: next.at }
  return start(observed, next.attempt)
}

function planUnderWay(observed: Observed): Plan {
  const { polecat, pods } = observed
  const { podName, podUID } = polecat.status ?? {}
  const pod = pods.find(({ metadata }) => metadata?.name === podName)
  if (pod) return observe(observed, podFacts(pod))
  if (podUID !== undefined) {
    const status = finishWithoutPod(observed)
    return { actions: [{ type: 'recordWithoutPod', attempt: status.attempt ?? 1 }], status }
  }
  const word = unwanted(observed)
  return word ? { actions: [], status: endUnstarted(observed, word) } : create(observed)
}

/** Status of a polecat of which nothing runs and nothing is to be started. */
function rest(observed: Observed): PolecatStatus {
  const { polecat, now } = observed
  const { metadata, spec, status = {} } = polecat
  if (metadata.deletionTimestamp !== undefined) return status
  const open = status.phase === undefined || isWaiting(status) || status.phase === 'Stuck'
  if (spec.desiredState === 'Terminated' && open) return endUnstarted(observed, 'terminated')
  if (spec.desiredState === 'Idle' && (status.phase === undefined || isWaiting(status)) && status.phase !== 'Idle') {
    return {
      ...status,
      phase: 'Idle',
      reason: undefined,
      message: 'no attempt is started while desiredState is Idle',
      conditions: decide(
        status.conditions,
        { Accepted: { status: 'False', reason: 'Idle' }, Finished: { status: 'False', reason: 'Idle' } },
        { now, generation: metadata.generation },
      ),
      observedGeneration: metadata.generation,
    }
  }
  return status.phase === undefined ? status : { ...status, observedGeneration: metadata.generation }
}

function eachOnce(actions: readonly Plan['actions'][number][]): Plan['actions'] {
  return [...new Map(actions.map((action) => [JSON.stringify(action), action])).values()]
}
