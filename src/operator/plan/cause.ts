/** The cause of an attempt's end, whatever became of its work. */
import { endReasons, type Reason } from '../../outcome/reasons.ts'
import type { SaveResult } from '../../outcome/results.ts'
import type { StopWord } from '../../outcome/stop-words.ts'
import { couldNotStart, disruption, type TerminatedState, type PodFacts } from '../../attempt/pod-facts.ts'
import { stopWordOf } from './stop.ts'
import { troubleOf } from './trouble.ts'

export interface AgentFacts {
  readonly deadlineSeconds: number
  readonly program?: string
  /** Image of the agent's container; none in local mode. */
  readonly image?: string
  /** Memory limit of the agent's container. */
  readonly memory?: string
  /** Whether the agent's stream has an end event, without which it did not end well. */
  readonly hasEndEvent: boolean
  /** Whether the operator saw the pod being deleted while the agent ran. */
  readonly seenDeleted: boolean
  /** Whether the user asked for the end, be it while local mode was stopping too. */
  readonly terminated: boolean
}

export interface Cause {
  /** Undefined where the agent succeeded. */
  readonly reason?: Reason
  readonly sentence: string
}

export function causeOf(facts: PodFacts, agent: AgentFacts): Cause {
  return facts.agentStarted ? causeOfEnd(facts, agent) : causeOfNoStart(facts, agent)
}

const wasDeleted: Cause = { reason: 'PodDeleted', sentence: 'the pod was deleted' }

function causeOfNoStart(facts: PodFacts, agent: AgentFacts): Cause {
  const { states, clone, deleting } = facts
  const stopped = stopWordOf(facts.pod)
  if (stopped) return stopCause(stopped, agent)
  const lost = lostCause(facts)
  if (lost) return lost
  if (clone?.ok === false)
    return { reason: clone.reason ?? 'CloneFailed', sentence: clone.message ?? 'the clone failed' }
  if (hitDeadline(facts)) return deadlineCause(agent)
  if (deleting) return wasDeleted
  const cloned = states['git-clone'].terminated
  if (cloned && cloned.exitCode !== 0) return { reason: 'CloneFailed', sentence: `git-clone ${endOf(cloned)}` }
  const setUp = states.setup.terminated
  if (setUp && setUp.exitCode !== 0) return { reason: 'ImageUnfit', sentence: `setup ${endOf(setUp)}` }
  const ended = states.agent.terminated
  if (ended && couldNotStart(ended)) {
    return { reason: 'ImageUnfit', sentence: `the image cannot run the entry: ${ended.message ?? ended.reason}` }
  }
  return troubleOf(facts) ?? { reason: 'PodDeleted', sentence: 'the pod ended before the agent started' }
}

function causeOfEnd(facts: PodFacts, agent: AgentFacts): Cause {
  const { save, states, deleting } = facts
  const word = save?.stopped ?? (save ? undefined : stopWordOf(facts.pod))
  const lost = lostCause(facts)
  // git-save sees any end of the pod as a termination; it was asked for only where the pod says so.
  if (word === 'terminated' && stopWordOf(facts.pod) === undefined) {
    if (lost) return lost
    if (deleting) return wasDeleted
  }
  if (word) return stopCause(word, agent)
  if (hitDeadline(facts)) return deadlineCause(agent)
  if (lost) return lost
  const ended = states.agent.terminated
  if (!ended) return { reason: 'NodeLost', sentence: 'the node did not report how the agent ended' }
  if (ended.reason === 'OOMKilled') {
    return { reason: 'OOMKilled', sentence: `the agent used more memory than its limit${limitOf(agent)}` }
  }
  // The kubelet's word for a container that was gone when it looked again.
  if (ended.reason === 'ContainerStatusUnknown')
    return { reason: 'NodeLost', sentence: "the node lost the agent's container, as in a power cut" }
  // Where we deleted it ourselves, it was asked to stop first, and git-save knows what came of that.
  if (deleting && stopWordOf(facts.pod) === undefined && (agent.seenDeleted || ended.exitCode !== 0)) return wasDeleted
  return ownEnd(ended, save, agent)
}

function ownEnd(
  ended: TerminatedState,
  save: SaveResult | undefined,
  { hasEndEvent, program, image }: AgentFacts,
): Cause {
  const end = save?.end
  if (ended.exitCode === 127 && !end && save?.changed !== true) {
    const named = program === undefined ? "the agent's program" : `'${program}'`
    // A shell ends so too where it was told to run what does not exist.
    const where = image === undefined ? '' : ` in image ${image}`
    const sentence = `${named}, or a program that it runs, was not found${where} (exit status 127)`
    return { reason: 'AgentNotFound', sentence }
  }
  if (end?.ok ?? (!hasEndEvent && ended.exitCode === 0)) return { sentence: 'the agent succeeded' }
  const told = end === undefined && hasEndEvent ? ' without reporting a result' : ''
  const why = end?.reason ? `: ${end.reason}` : told
  return { reason: end?.cause ? endReasons[end.cause] : 'AgentFailed', sentence: `the agent ${endOf(ended)}${why}` }
}

const drained = 'local mode was stopped while the polecat was running'

function stopCause(word: StopWord, agent: AgentFacts): Cause {
  switch (word) {
    case 'terminated':
      return { reason: 'Terminated', sentence: 'terminated on request' }
    case 'drain':
      return agent.terminated ? stopCause('terminated', agent) : { reason: 'LocalModeEnded', sentence: drained }
    case 'deadline':
      return deadlineCause(agent)
    case 'budget':
      return { reason: 'BudgetExceeded', sentence: 'the budget was reached' }
    case 'turns':
      return { reason: 'TurnsExceeded', sentence: 'the turn limit was reached' }
    case 'idle':
      return { reason: 'Hung', sentence: 'the agent showed no activity and was stopped' }
    case 'disk':
      return { reason: 'DiskFull', sentence: 'the disk of the pod was nearly full, so the agent was stopped' }
  }
}

function deadlineCause({ deadlineSeconds }: AgentFacts): Cause {
  return { reason: 'DeadlineExceeded', sentence: `the deadline of ${deadlineSeconds} s passed` }
}

function hitDeadline({ pod }: PodFacts): boolean {
  return pod.status?.reason === 'DeadlineExceeded'
}

/** Cause where the cluster took the pod away. */
function lostCause({ pod }: PodFacts): Cause | undefined {
  const { reason, message = '' } = pod.status ?? {}
  // A kubelet's end with a full stop, and a space after it.
  const because = message === '' ? '' : `: ${message.replace(/(?<![.\s])[.\s]+$/, '')}`
  if (reason === 'Evicted' && /emptydir|ephemeral[- ]?(local )?storage/i.test(message)) {
    return { reason: 'DiskFull', sentence: `the pod was evicted${because}` }
  }
  if (reason === 'NodeLost') return { reason: 'NodeLost', sentence: `the node was lost${because}` }
  if (reason === 'Evicted' || reason === 'Preempting' || reason === 'Terminated' || reason === 'NodeShutdown') {
    return { reason: 'Evicted', sentence: `the pod was evicted${because}` }
  }
  switch (disruption(pod)) {
    case 'DeletionByTaintManager':
    case 'DeletionByPodGC':
      return { reason: 'NodeLost', sentence: 'the node was lost' }
    case 'EvictionByEvictionAPI':
    case 'PreemptionByScheduler':
    case 'TerminationByKubelet':
      return { reason: 'Evicted', sentence: `the pod was evicted${because}` }
    default:
      return undefined
  }
}

function endOf({ exitCode, reason }: TerminatedState): string {
  if (reason === 'OOMKilled') return 'used more memory than its limit'
  return exitCode > 128 && exitCode < 160
    ? `was killed by signal ${exitCode - 128}`
    : `ended with exit status ${exitCode}`
}

function limitOf({ memory }: AgentFacts): string {
  return memory === undefined ? '' : ` of ${memory}`
}
