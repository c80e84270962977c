/** The start of an attempt, from `desiredState: Working` to its pod. */
import { agentNamed } from '../../agents/table.ts'
import { unenforced } from '../../agents/unenforced.ts'
import type { Rig } from '../../rig/schema.ts'
import { agentImage } from '../../pod/render.ts'
import { podName } from '../../pod/names.ts'
import { annotations, finalizers } from '../../polecat/names.ts'
import type { ResolvedSpec } from '../../polecat/resolve.ts'
import { resolveSpec } from '../../polecat/resolve.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import { unsavedAttempts } from '../../polecat/unsaved.ts'
import { reasons } from '../../outcome/reasons.ts'
import type { Action } from './action.ts'
import { admit, type Admission } from './admit.ts'
import { decide } from './conditions.ts'
import { end } from './finish.ts'
import type { Observed, Plan } from './observed.ts'
import { gitSecretOf, llmSecretOf } from '../../attempt/secrets.ts'
import { secondsBetween } from './steps.ts'
import { sanitizeMessage } from '../../text/sanitize.ts'

/** Decides whether attempt number `attempt` starts now. */
export function start(observed: Observed, attempt: number): Plan {
  const admission = admit(observed)
  switch (admission.verdict) {
    case 'start':
      return claim(observed, admission, attempt)
    case 'wait':
      return { actions: [], status: waiting(observed, admission) }
    case 'refuse':
      return { actions: [], status: refused(observed, admission, attempt) }
  }
}

/** Plan for a claimed attempt without a pod: the create is repeated until the pod is there or the server refuses it. */
export function create(observed: Observed): Plan {
  const { polecat, rig, refusal, now, startHindrance } = observed
  const { status = {} } = polecat
  if (!rig) {
    return {
      actions: [],
      status: end(observed, {
        reason: 'RigNotFound',
        message: `the rig '${polecat.spec.rig}' was deleted before the pod was made; nothing to save`,
      }),
    }
  }
  if (startHindrance !== undefined)
    return { actions: [], status: { ...status, reason: 'Paused', message: sanitizeMessage(startHindrance) } }
  // What may be there of the refused create; the refusal is in the status first.
  const cleanup: Action[] = [{ type: 'deleteAttemptObjects', name: status.podName ?? '' }]
  if (refusal?.kind === 'quota') {
    const stuck: PolecatStatus = {
      ...status,
      phase: 'Stuck',
      reason: 'QuotaExceeded',
      message: sanitizeMessage(refusal.message),
    }
    return { actions: cleanup, status: stuck, again: new Date(now.getTime() + 30_000) }
  }
  if (refusal) {
    const reason = refusal.kind === 'invalid' ? 'InvalidSpec' : 'Forbidden'
    const details = refusal.problems.map(({ field, message }) => `${field}: ${message}`)
    const message = sanitizeMessage([refusal.message, ...details, 'nothing to save'].join('; '))
    return { actions: cleanup, status: end(observed, { reason, message }) }
  }
  return { actions: [...addFinalizer(observed), createAction(observed, resolveSpec(polecat, rig))], status }
}

type Started = Extract<Admission, { verdict: 'start' }>

function claim(observed: Observed, { rig, resolved }: Started, attempt: number): Plan {
  const { polecat, options, now } = observed
  const { metadata, spec, status: before = {} } = polecat
  const queued = attempt === 1 ? secondsBetween(metadata.creationTimestamp, now.toISOString()) : undefined
  const status: PolecatStatus = {
    phase: 'Pending',
    message: `attempt ${attempt} is starting`,
    attempt,
    podName: podName(polecat, attempt),
    podActive: true,
    // A later attempt goes on where the last one was, also where that had to take another name.
    branch: attempt > 1 ? (before.branch ?? resolved.workBranch) : resolved.workBranch,
    baseBranch: resolved.baseBranch,
    lastPush: before.lastPush,
    // Until the remote has it, nothing of it is removed without being asked for.
    unsaved: carried(before),
    assignedBead: spec.beadID,
    agent: resolved.agent,
    agentImage: options.local ? undefined : agentImage({ resolved, rig, options }),
    agentModel: agentNamed(resolved.agent)?.honours.includes('model') === true ? resolved.agentConfig.model : undefined,
    sandboxed: options.local
      ? options.sandboxed && metadata.annotations?.[annotations.unsandboxed] !== 'true'
      : undefined,
    phases: queued === undefined ? [] : [{ name: 'queued', seconds: queued }],
    conditions: decide(
      before.conditions,
      {
        Accepted: { status: 'True', reason: 'Started', ...notApplied(observed, rig) },
        PodReady: { status: 'False', reason: 'Starting' },
        WorkSaved: { status: 'Unknown', reason: 'NotEnded' },
        Finished: { status: 'False', reason: 'Starting' },
      },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
  return { actions: [...addFinalizer(observed), createAction(observed, resolved, attempt)], status }
}

/** Settings of the rig that do not hold for this polecat: no reason to refuse it, but worth knowing. */
function notApplied({ polecat, options }: Observed, rig: Rig): { readonly message?: string } {
  const { ofRig } = unenforced(polecat, rig, { local: options.local })
  if (ofRig.length === 0) return {}
  return {
    message: sanitizeMessage(`not applied: ${ofRig.map(({ field, message }) => `${field}: ${message}`).join('; ')}`),
  }
}

function carried(before: PolecatStatus = {}): PolecatStatus['unsaved'] {
  const attempts = unsavedAttempts(before)
  return attempts.length === 0 ? undefined : attempts
}

function createAction(
  { polecat, secrets }: Observed,
  resolved: ResolvedSpec,
  attempt = polecat.status?.attempt ?? 1,
): Action {
  return {
    type: 'createAttempt',
    attempt,
    gitSecret: gitSecretOf(resolved, secrets),
    llm: llmSecretOf(resolved, secrets),
  }
}

function addFinalizer({ polecat }: Observed): Action[] {
  return polecat.metadata.finalizers?.includes(finalizers.polecat) ? [] : [{ type: 'addFinalizer' }]
}

function waiting(observed: Observed, { reason, message }: Extract<Admission, { verdict: 'wait' }>): PolecatStatus {
  const { polecat, now } = observed
  const { status = {}, metadata } = polecat
  // What was refused before it had a pod is no attempt any more once it is only waited for.
  const earlier = status.podName === undefined ? whereWorkIs(status) : status
  return {
    ...earlier,
    phase: reasons[reason].phase,
    reason,
    message: sanitizeMessage(message),
    conditions: decide(
      status.conditions,
      {
        Accepted: { status: 'False', reason, message: sanitizeMessage(message) },
        Finished: { status: 'False', reason: 'Waiting' },
      },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
}

/** Status of a refused attempt: it counts, so that `retry` asks for the next one, but never had a pod. */
function refused(
  observed: Observed,
  { reason, message }: Extract<Admission, { verdict: 'refuse' }>,
  attempt: number,
): PolecatStatus {
  const { polecat, now } = observed
  const conditions = decide(
    polecat.status?.conditions,
    { Accepted: { status: 'False', reason, message: sanitizeMessage(message) } },
    { now, generation: polecat.metadata.generation },
  )
  const kept = whereWorkIs(polecat.status)
  const fresh: Observed = { ...observed, polecat: { ...polecat, status: { ...kept, attempt, conditions } } }
  return end(fresh, { reason, message: kept.unsaved === undefined ? `${message}; nothing to save` : message })
}

/** Fields that stay known to the attempts that follow, and to who wants to delete the polecat. */
function whereWorkIs(status: PolecatStatus = {}): Pick<PolecatStatus, 'branch' | 'lastPush' | 'unsaved'> {
  const { branch, lastPush } = status
  const unsaved = carried(status)
  return { ...(branch && { branch }), ...(lastPush && { lastPush }), ...(unsaved && { unsaved }) }
}
