/** The outcome of an attempt: its cause and what became of the work, put into one reason and one message. */
import { reasonFacts, reasons, type Phase, type Reason } from '../../outcome/reasons.ts'
import { causeOf, type AgentFacts, type Cause } from './cause.ts'
import type { PodFacts } from '../../attempt/pod-facts.ts'
import { savedWork, type Result, type Saved } from '../../attempt/saved-work.ts'
import { sanitizeMessage } from '../../text/sanitize.ts'

export interface Outcome {
  readonly phase: Phase
  readonly reason: Reason
  readonly message: string
  readonly result?: Result
  readonly saved: Saved
}

export interface Places {
  readonly branch: string
  /** Prefix of the attempt's rescue refs. */
  readonly prefix: string
  readonly local: boolean
}

export function outcomeOf(facts: PodFacts, agent: AgentFacts, { branch, prefix, local }: Places): Outcome {
  const saved = savedWork(facts, branch, prefix)
  const cause = causeOf(facts, agent)
  const reason = reasonOf(facts, cause, saved)
  // Where git-push told nothing, its node may still save.
  const { push, agentStarted } = facts
  const failed = push !== undefined && (saved.result?.saved === 'failed' || push.reason === 'PushFailed')
  const sentences = [
    ...sentencesBefore(reason, cause, facts),
    ...saved.sentences,
    ...(agentStarted && failed ? [local ? stillInPod : lostWithPod] : []),
  ]
  return {
    phase: reasons[reason].phase,
    reason,
    message: sanitizeMessage(sentences.join('; ')),
    result: saved.result,
    saved,
  }
}

/** Nothing is removed of a pod in local mode whose work is not on the remote, unless somebody insists. */
const stillInPod = "what is not there is still in the pod's checkout"
/** Kubernetes removes the volumes of a pod that has ended. */
const lostWithPod = 'what is not there is lost, because the pod has ended'

/** The one reason. A failure to save outranks every other, unless the pod was lost, which could not save its last work. */
function reasonOf(facts: PodFacts, cause: Cause, saved: Saved): Reason {
  const { push, agentStarted } = facts
  const lost = cause.reason !== undefined && reasonFacts(cause.reason).podLost === true
  const failed = saved.final ? saved.result?.saved === 'failed' || push?.reason === 'PushFailed' : !lost
  if (agentStarted && failed && saved.result) return 'PushFailed'
  return cause.reason ?? reasonOfGoodEnd(facts, saved)
}

/** Reason where the agent succeeded. Done means pushed: git-push has reported the end, and the remote shows the branch. */
function reasonOfGoodEnd({ push, save }: PodFacts, saved: Saved): Reason {
  const leftOut = saved.result?.leftOut !== undefined
  if (saved.result === undefined || (save?.changed === false && !leftOut)) return 'NoChanges'
  if (push?.reason !== undefined) return push.reason
  const onBranch = push !== undefined && push.state !== 'failed' && push.state !== 'waiting'
  if (onBranch && push.commit !== undefined) return 'Pushed'
  if (leftOut) return 'PushFailed'
  return push?.commits ? 'PushRejected' : 'NoChanges'
}

/** Sentences before those on the saved work: the reason first, then what else went wrong. */
function sentencesBefore(reason: Reason, cause: Cause, { push }: PodFacts): string[] {
  const fromPush = reasonFacts(reason).fromPush === true
  const word = push?.reason ?? (fromPush ? reason : undefined)
  const refusal =
    word === undefined ? [] : [reasons[word].cause + (push?.reason && push.message ? `: ${push.message}` : '')]
  if (fromPush) return [...refusal, ...(cause.reason ? [cause.sentence] : [])]
  if (reason === 'Pushed') return []
  if (reason !== 'NoChanges') return [cause.sentence, ...refusal]
  return [push?.rescueRefs?.length ? 'the agent succeeded but committed nothing' : reasons.NoChanges.cause]
}
