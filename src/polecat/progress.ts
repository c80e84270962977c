/** How far an attempt has come, for all that show it. */
import { isFinished } from '../outcome/reasons.ts'
import { stepNames, type PolecatStatus } from './status.ts'

/** Whether an attempt has ended and no pod of it runs, so that its times count no further. */
export function isOver({ finishedAt, podActive }: PolecatStatus = {}): boolean {
  return finishedAt !== undefined && podActive !== true
}

/** The agent has ended, and its work is being saved or waits for it. */
export function agentEnded({ conditions }: PolecatStatus = {}): boolean {
  return conditions?.some(({ type, reason }) => type === 'PodReady' && reason === 'AgentEnded') === true
}

/** When its agent is stopped at the latest; undefined where there is none to stop. */
export function deadlineAhead(status: PolecatStatus = {}): string | undefined {
  const runs = status.podActive === true && !isFinished(status.phase) && !agentEnded(status)
  return runs ? status.deadline : undefined
}

/** The step that it is at: the one after the last that is done. Undefined where nothing follows. */
export function currentStep(status: PolecatStatus = {}): string | undefined {
  if (isOver(status) || status.phase === 'Idle') return undefined
  const done = (status.phases ?? []).map(({ name }) => stepNames.indexOf(name))
  // What has a pod is not queued, also where nobody timed that.
  const last = Math.max(status.podName === undefined ? -1 : 0, ...done)
  const next = stepNames[last + 1]
  return next === 'saved' && !agentEnded(status) ? 'agent working' : next
}

/** When it last gave a sign; what never came to an agent did so when it ended. */
export function lastActivity({ lastActivity: told, finishedAt }: PolecatStatus = {}): string | undefined {
  return told ?? finishedAt
}
