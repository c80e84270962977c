import { stepNames, type PolecatStatus } from '../../polecat/status.ts'
import type { PodFacts } from '../../attempt/pod-facts.ts'

type Steps = NonNullable<PolecatStatus['phases']>
type StepName = Steps[number]['name']

/**
 * How long each step of the attempt took, in their order, as far as pod and log tell; the first was timed when it was
 * claimed, and what was known once stays known.
 */
export function stepsOf({ pod, states, push, save }: PodFacts, earlier: Steps = [], firstOutput?: string): Steps {
  const scheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'True')
  const made = pod.metadata?.creationTimestamp
  const setUp = states.setup.terminated?.startedAt ?? states.setup.running?.startedAt
  const cloned = states['git-clone'].terminated?.finishedAt
  const agent = states.agent.terminated?.startedAt ?? states.agent.running?.startedAt
  const marks: [StepName, string | undefined, string | undefined][] = [
    ['scheduled', made, scheduled?.lastTransitionTime],
    ['pulled', scheduled?.lastTransitionTime, setUp],
    ['cloned', setUp, cloned],
    ['agent started', cloned, agent],
    ['first output', agent, save?.firstOutput ?? firstOutput],
    ['saved', save?.lastOutput ?? agent, push?.final ? push.verifiedAt : undefined],
  ]
  const known = new Map(earlier.map(({ name, seconds }) => [name, seconds]))
  for (const [name, from, to] of marks) {
    const seconds = secondsBetween(from, to)
    if (seconds !== undefined) known.set(name, seconds)
  }
  return stepNames.flatMap((name) => {
    const seconds = known.get(name)
    return seconds === undefined ? [] : [{ name, seconds }]
  })
}

/** Seconds between two times, never below 0: clocks differ, and some of these times are rounded to seconds. */
export function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (!from || !to) return undefined
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000) / 1000) : undefined
}
