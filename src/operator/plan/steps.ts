import type { PolecatStatus } from '../../polecat/status.ts'
import type { PodFacts } from './pod-facts.ts'

type Steps = NonNullable<PolecatStatus['phases']>
type StepName = Steps[number]['name']

/** How long each step of the attempt took, as far as the pod tells; the first was timed when it was claimed. */
export function stepsOf({ pod, states, push, save }: PodFacts, earlier: Steps = []): Steps {
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
    ['first output', agent, save?.firstOutput],
    ['saved', save?.lastOutput ?? agent, push?.final ? push.verifiedAt : undefined],
  ]
  return [
    ...earlier.filter(({ name }) => name === 'queued'),
    ...marks.flatMap(([name, from, to]) => {
      const seconds = secondsBetween(from, to)
      return seconds === undefined ? [] : [{ name, seconds }]
    }),
  ]
}

/** Never below 0: clocks differ, and some of these times are rounded to seconds. */
export function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (!from || !to) return undefined
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000) / 1000) : undefined
}
