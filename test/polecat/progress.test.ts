import { expect, test } from 'vitest'
import { currentStep, deadlineAhead, isOver, lastActivity } from '../../src/polecat/progress.ts'
import { stepNames, type PolecatStatus } from '../../src/polecat/status.ts'

const done = (...names: (typeof stepNames)[number][]) => names.map((name) => ({ name, seconds: 1 }))
const ended: PolecatStatus['conditions'] = [
  { type: 'PodReady', status: 'False', reason: 'AgentEnded', lastTransitionTime: '2026-01-01T00:00:00Z' },
]
const over = { finishedAt: '2026-01-01T00:01:00Z', podActive: false }

test.for<[string, PolecatStatus | undefined, string | undefined]>([
  ['nobody has seen it', undefined, 'queued'],
  ['it waits for its rig', { phase: 'Pending' }, 'queued'],
  ['it is not wanted', { phase: 'Idle' }, undefined],
  ['the first attempt is claimed', { podName: 'x-1', phases: done('queued') }, 'scheduled'],
  ['a later one, whose queueing nobody timed', { podName: 'x-2', phases: [] }, 'scheduled'],
  ['a later one that clones', { podName: 'x-2', phases: done('scheduled', 'pulled') }, 'cloned'],
  ['a step that nobody timed', { podName: 'x-1', phases: done('queued', 'cloned') }, 'agent started'],
  ['before the first output', { podName: 'x-1', phases: done('queued', 'agent started') }, 'first output'],
  ['after it', { podName: 'x-2', phases: done('agent started', 'first output') }, 'agent working'],
  ['once it has ended', { podName: 'x-2', phases: done('first output'), conditions: ended }, 'saved'],
  ['saved', { podName: 'x-1', phases: done('first output', 'saved') }, undefined],
  ['over', { podName: 'x-1', phases: done('queued', 'agent started'), ...over }, undefined],
])('%s', ([, status, step]) => {
  expect(currentStep(status)).toBe(step)
})

test('an attempt is over when it has ended and no pod runs, whatever its phase', () => {
  expect(isOver()).toBe(false)
  expect(isOver({ phase: 'Stuck', ...over })).toBe(true)
  expect(isOver({ phase: 'Pending', finishedAt: over.finishedAt, podActive: true })).toBe(false)
})

test('what never came to an agent showed activity when it ended', () => {
  expect(lastActivity({ finishedAt: 'b' })).toBe('b')
  expect(lastActivity({ finishedAt: 'b', lastActivity: 'a' })).toBe('a')
})

const deadline = '2026-01-01T01:00:00Z'
test.for<[string, PolecatStatus | undefined, string | undefined]>([
  ['nobody has seen it', undefined, undefined],
  ['it works', { phase: 'Working', podActive: true, deadline }, deadline],
  ['it clones', { phase: 'Pending', podActive: true, deadline }, deadline],
  ['it hangs', { phase: 'Stuck', reason: 'Hung', podActive: true, deadline }, deadline],
  ['its agent has ended', { phase: 'Working', podActive: true, deadline, conditions: ended }, undefined],
  ['it is Done and saving', { phase: 'Done', podActive: true, finishedAt: deadline, deadline }, undefined],
  ['it is Done', { phase: 'Done', deadline, ...over }, undefined],
  ['it is held', { phase: 'Stuck', reason: 'CIChangesHeld', deadline, ...over }, undefined],
  ['its next attempt is queued', { phase: 'Pending', reason: 'RigFull', deadline, ...over }, undefined],
])('the deadline ahead when %s', ([, status, ahead]) => {
  expect(deadlineAhead(status)).toBe(ahead)
})
