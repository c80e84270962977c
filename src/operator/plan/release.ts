/** The release of held commits: once the user has asked for it, a small pod of its own, after the attempt's, pushes them. */
import { reasons } from '../../outcome/reasons.ts'
import type { PushResult } from '../../outcome/results.ts'
import { podName, releasePodName } from '../../pod/names.ts'
import { releaseSeconds } from '../../pod/render-release.ts'
import type { Polecat } from '../../polecat/schema.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import { heldAs } from '../../polecat/unsaved.ts'
import { resolveSpec } from '../../polecat/resolve.ts'
import { decide } from './conditions.ts'
import { end, type Ending } from './finish.ts'
import type { Observed, Plan } from './observed.ts'
import { podFacts, type PodFacts } from '../../attempt/pod-facts.ts'
import { removePodFinalizer } from './terminate-pod.ts'
import type { Result } from '../../attempt/saved-work.ts'
import { gitSecretOf } from '../../attempt/secrets.ts'
import { waitWords } from './status-message.ts'
import { sanitizeMessage } from '../../text/sanitize.ts'

/** Time limit: longer than the pod may run, with what a node needs to start and to end it. */
const patienceSeconds = releaseSeconds + 300

const releasing = 'the held commits are released and being pushed'

/** Whether commits are held and the user has released them. */
export function isReleased({ metadata, spec, status }: Polecat): boolean {
  return heldAs(status) !== undefined && spec.ciChanges === 'allow' && metadata.deletionTimestamp === undefined
}

export function isReleasing(polecat: Polecat): boolean {
  const { podName: pod, attempt, finishedAt } = polecat.status ?? {}
  return pod !== undefined && finishedAt === undefined && pod === releasePodName(polecat, attempt ?? 1)
}

/** Claim of a release, like that of an attempt: the pod is created once the status names it. */
export function startRelease({ polecat, now }: Observed): Plan {
  const { status = {}, metadata } = polecat
  const next: PolecatStatus = {
    ...status,
    phase: 'Pending',
    reason: undefined,
    message: releasing,
    podName: releasePodName(polecat, status.attempt ?? 1),
    podUID: undefined,
    podActive: true,
    // The attempt's own are over.
    startedAt: undefined,
    deadline: undefined,
    finishedAt: undefined,
    conditions: decide(
      status.conditions,
      { Finished: { status: 'False', reason: 'Released' } },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
  return { actions: [], status: next }
}

export function planRelease(observed: Observed): Plan {
  const { polecat, pods, rig, refusal, secrets, now } = observed
  const { status = {} } = polecat
  const attempt = status.attempt ?? 1
  const pod = pods.find(({ metadata }) => metadata?.name === status.podName)
  if (pod) return watch(observed, podFacts(pod))
  const failed = (why: string): Plan => ({
    actions: deleteAttemptObjects(polecat),
    status: over(observed, unpushed(observed, why)),
  })
  if (status.podUID !== undefined) return failed('the pod that was to push it was deleted')
  if (polecat.metadata.deletionTimestamp !== undefined) return failed('the polecat is being deleted')
  if (!rig) return failed(`the rig '${polecat.spec.rig}' was deleted`)
  if (refusal?.kind === 'quota') {
    const message = sanitizeMessage(refusal.message)
    return {
      actions: deleteAttemptObjects(polecat),
      status: { ...status, message },
      again: new Date(now.getTime() + 30_000),
    }
  }
  if (refusal) return failed(refusal.message)
  const gitSecret = gitSecretOf(resolveSpec(polecat, rig), secrets)
  return { actions: [{ type: 'createRelease', attempt, gitSecret }], status }
}

function watch(observed: Observed, facts: PodFacts): Plan {
  const { polecat, now } = observed
  if (facts.ended) {
    const commit = facts.push?.commit
    const status = over(observed, endingOf(observed, facts))
    const lastPush = commit === undefined ? status.lastPush : { attempt: status.attempt ?? 1, commit }
    return {
      actions: [...removePodFinalizer(facts), ...deleteAttemptObjects(polecat)],
      status: { ...status, lastPush },
    }
  }
  const made = facts.pod.metadata?.creationTimestamp
  const limit = new Date((made === undefined ? now.getTime() : Date.parse(made)) + patienceSeconds * 1000)
  if (now >= limit) {
    // The pod is deleted like any that the status no longer follows.
    const why = 'the pod that was to push it did not finish'
    return { actions: deleteAttemptObjects(polecat), status: over(observed, unpushed(observed, why)) }
  }
  const startedAt = facts.pod.status?.startTime ?? undefined
  const message = sanitizeMessage(releaseMessage(observed.logState))
  const status = { ...polecat.status, message, podUID: facts.pod.metadata?.uid, startedAt }
  return { actions: [], status, again: limit }
}

function releaseMessage(logState: Observed['logState']): string {
  const waits = logState?.phase === 'releasing' && logState.waitingSince !== undefined
  return waits ? `${releasing}; it waits for ${waitWords(logState)}` : releasing
}

/** Status after the release, which names the attempt's own pod again. */
function over(observed: Observed, ending: Ending): PolecatStatus {
  const { polecat, pods } = observed
  const name = podName(polecat, polecat.status?.attempt ?? 1)
  const podUID = pods.find(({ metadata }) => metadata?.name === name)?.metadata?.uid
  return { ...end(observed, ending), podName: name, podUID }
}

function endingOf(observed: Observed, { push }: PodFacts): Ending {
  const before = observed.polecat.status?.result
  if (push?.commit === undefined || push.state !== 'saved') {
    const why = push?.message ?? 'the pod that was to push it ended without a result'
    return unpushed(observed, why, push)
  }
  const leftOut = before?.leftOut
  const result: Result = {
    ...before,
    saved: leftOut === undefined ? 'saved' : 'incomplete',
    commit: push.commit,
    rescueRefs: push.rescueRefs,
    remoteVerifiedAt: push.verifiedAt,
    held: undefined,
  }
  const more = push.rescueRefs?.length ? `; further work saved at ${push.rescueRefs.join(', ')}` : ''
  const missing = leftOut === undefined ? '' : `; not saved: ${leftOut.join(', ')}`
  const message = `${push.message ?? ''}${more}${missing}`
  const ended = before?.held ?? 'CIChangesHeld'
  // What did not end well has not, also where its commits are pushed.
  return ended === 'CIChangesHeld'
    ? { reason: 'Pushed', message, result }
    : { reason: ended, message: `${reasons[ended].cause}; ${message}`, result }
}

/** Ending without a push: what the attempt proved stays proven, and the commits are where they were. */
function unpushed({ polecat }: Observed, why: string, push?: PushResult): Ending {
  const { result: before } = polecat.status ?? {}
  const result = before && { ...before, held: undefined }
  const refs = result?.rescueRefs ?? []
  const where = refs.length > 0 ? `; commits saved at ${refs.join(', ')}` : ''
  const reason = push?.reason === 'PushRejected' ? 'PushRejected' : 'PushFailed'
  const what = push?.unverified === undefined ? 'not pushed' : 'unknown whether it was pushed'
  return { reason, message: `released, but ${what}: ${why}${where}`, result }
}

function deleteAttemptObjects(polecat: Polecat): Plan['actions'] {
  return [{ type: 'deleteAttemptObjects', name: releasePodName(polecat, polecat.status?.attempt ?? 1) }]
}
