import { describe, expect, test } from 'vitest'
import { goesOnWords } from '../../../src/output/polecat/standing-words.ts'
import { outcomeLines } from '../../../src/output/polecat/outcome-lines.ts'
import { terminalOf } from '../../../src/terminal.ts'
import type { Polecat } from '../../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../../src/polecat/status.ts'
import {
  deleteWords,
  releaseWords,
  retryOf,
  stageOf,
  standing,
  terminateWords,
} from '../../../src/output/polecat/verb-words.ts'
import { aPolecat } from '../../support/a-polecat.ts'

const pod: PolecatStatus = { attempt: 1, podName: 'x-1', podUID: 'u' }
const ended: PolecatStatus = { ...pod, podActive: false, finishedAt: '2026-03-01T12:00:00Z' }
const agent: PolecatStatus = { phases: [{ name: 'agent started', seconds: 1 }] }
const held: PolecatStatus = { result: { saved: 'rescued', rescueRefs: ['refs/gastown/x/1/branch'] } }

/** Every phase, as the operator leaves it, and what has not come to the operator yet. */
const stands: Readonly<Record<string, Polecat>> = {
  new: of({}),
  idle: of({ phase: 'Idle' }, { desiredState: 'Idle' }),
  full: of({ phase: 'Pending', reason: 'RigFull' }),
  starting: of({ ...pod, podUID: undefined, phase: 'Pending', podActive: true }),
  cloning: of({ ...pod, phase: 'Pending', podActive: true }),
  working: of({ ...pod, ...agent, phase: 'Working', podActive: true }),
  'working, end asked': of({ ...pod, ...agent, phase: 'Working', podActive: true }, { desiredState: 'Terminated' }),
  hung: of({ ...pod, ...agent, phase: 'Stuck', reason: 'Hung', podActive: true }),
  'branch in use': of({ phase: 'Stuck', reason: 'BranchInUse' }),
  held: of({ ...ended, ...agent, ...held, phase: 'Stuck', reason: 'CIChangesHeld' }),
  'back-off': of({ ...ended, phase: 'Pending', reason: 'AgentFailed' }),
  saving: of({ ...ended, ...agent, phase: 'Failed', reason: 'AgentFailed', podActive: true }),
  'ended with local mode': of({
    ...pod,
    ...agent,
    phase: 'Working',
    podActive: true,
    conditions: [{ type: 'PodReady', status: 'False', reason: 'LocalModeEnded', lastTransitionTime: '' }],
  }),
  done: of({ ...ended, ...agent, phase: 'Done', reason: 'Pushed' }),
  failed: of({ ...ended, ...agent, phase: 'Failed', reason: 'AgentFailed' }),
  terminated: of({ ...ended, ...agent, phase: 'Terminated', reason: 'Terminated' }, { desiredState: 'Terminated' }),
  'retry asked': of({ ...ended, ...agent, phase: 'Failed', reason: 'AgentFailed' }, { attempt: 2 }),
  'retry queued': of({ ...ended, phase: 'Pending', reason: 'RigFull' }, { attempt: 2 }),
  deleting: deleted(of({ ...pod, ...agent, phase: 'Working', podActive: true })),
}

function of(status: PolecatStatus, spec: object = {}): Polecat {
  return { ...aPolecat(spec, {}, 'x'), status }
}
function deleted(polecat: Polecat): Polecat {
  return { ...polecat, metadata: { ...polecat.metadata, deletionTimestamp: '2026-03-01T12:00:00Z' } }
}

test('where each stands', () => {
  const found = Object.entries(stands).map(([name, polecat]) => `${name}: ${stageOf(polecat)}, ${standing(polecat)}`)
  expect(found).toEqual([
    'new: waiting, Pending',
    'idle: waiting, Idle',
    'full: waiting, Pending (RigFull)',
    'starting: starting, Pending',
    'cloning: starting, Pending',
    'working: working, Working',
    'working, end asked: working, Working',
    'hung: working, Stuck (Hung)',
    'branch in use: waiting, Stuck (BranchInUse)',
    'held: held, Stuck (CIChangesHeld)',
    'back-off: waiting, Pending (AgentFailed)',
    'saving: saving, Failed (AgentFailed)',
    'ended with local mode: saving, Working',
    'done: ended, Done (Pushed)',
    'failed: ended, Failed (AgentFailed)',
    'terminated: ended, Terminated',
    'retry asked: waiting, Failed (AgentFailed)',
    'retry queued: waiting, Pending (RigFull)',
    'deleting: deleting, Deleting',
  ])
})

const starting = 'is being terminated while it starts; any work is saved first'
const nothing = 'is terminated; nothing of it is running'
const removing = 'deletion requested; its pod is stopped first'

describe.each([
  ['new', nothing, 'attempt 1 is queued already', 'deleted'],
  ['idle', nothing, 'attempt 1 is queued', 'deleted'],
  ['full', nothing, 'attempt 1 is queued already: RigFull', 'deleted'],
  ['starting', starting, 'is starting attempt 1', removing],
  ['cloning', starting, 'is starting attempt 1', removing],
  ['working', 'is being terminated, its work is saved first', 'is still running attempt 1', removing],
  [
    'working, end asked',
    'is being terminated already, its work is saved first',
    'is still running attempt 1',
    removing,
  ],
  ['hung', 'is being terminated, its work is saved first', 'is still running attempt 1', removing],
  ['branch in use', nothing, 'attempt 1 is queued already: BranchInUse', 'deleted'],
  [
    'held',
    'is terminated, its held commits stay where they are: refs/gastown/x/1/branch',
    'attempt 2 is queued; the held commits stay: refs/gastown/x/1/branch',
    'deleted',
  ],
  ['back-off', nothing, 'attempt 2 is queued', 'deleted'],
  [
    'saving',
    'has ended already, its work is still being saved',
    'attempt 2 is queued, and starts once attempt 1 is saved',
    removing,
  ],
  [
    'ended with local mode',
    'has ended already, its work is still being saved',
    'attempt 2 is queued, and starts once attempt 1 is saved',
    removing,
  ],
  ['done', 'has ended already: Done (Pushed)', 'attempt 2 is queued', 'deleted'],
  ['failed', 'has ended already: Failed (AgentFailed)', 'attempt 2 is queued', 'deleted'],
  ['terminated', 'has ended already: Terminated', 'attempt 2 is queued', 'deleted'],
  ['retry asked', nothing, 'attempt 2 is queued already', 'deleted'],
  ['retry queued', nothing, 'attempt 2 is queued already: RigFull', 'deleted'],
  [
    'deleting',
    'is already being deleted, its work is saved first',
    'is being deleted',
    'deletion was already requested; its pod is stopped first',
  ],
])('%s', (name, terminate, retry, remove) => {
  const polecat = stands[name] as Polecat
  test('terminate', () => expect(terminateWords(polecat)).toBe(terminate))
  test('retry', () => {
    const found = retryOf(polecat)
    expect('refused' in found ? found.refused : found.words).toBe(retry)
  })
  test('delete', () => expect(deleteWords(polecat, remove !== 'deleted')).toBe(remove))
})

test('release', () => {
  expect(releaseWords(of(held))).toBe('is released, its commits will be pushed')
  expect(releaseWords(of(held, { ciChanges: 'allow' }))).toBe('was already released')
})

test('only what is not asked yet is written', () => {
  const asked = Object.entries(stands).flatMap(([name, polecat]) => {
    const found = retryOf(polecat)
    return 'isAsked' in found && found.isAsked ? name : []
  })
  expect(asked).toEqual(['new', 'full', 'branch in use', 'retry asked', 'retry queued'])
})

test('what each goes on doing when nobody looks any more', () => {
  expect(Object.entries(stands).map(([name, polecat]) => `${name}: ${goesOnWords(polecat)}`)).toMatchInlineSnapshot(`
    [
      "new: is still queued",
      "idle: stays Idle",
      "full: is still queued",
      "starting: is still starting",
      "cloning: is still starting",
      "working: keeps running",
      "working, end asked: is still being terminated",
      "hung: stays Stuck (Hung)",
      "branch in use: stays Stuck (BranchInUse)",
      "held: still waits for its release",
      "back-off: is still queued",
      "saving: has ended, and its work is still being saved",
      "ended with local mode: has ended, and its work is still being saved",
      "done: has ended: Done (Pushed)",
      "failed: has ended: Failed (AgentFailed)",
      "terminated: has ended: Terminated",
      "retry asked: is still queued",
      "retry queued: is still queued",
      "deleting: is still being deleted",
    ]
  `)
})

test('what each says of itself at the end of a wait, and what comes next', () => {
  const terminal = terminalOf({ write: () => undefined }, {})
  const told = Object.entries(stands).map(([name, polecat]) => {
    const lines = outcomeLines({ ...polecat, status: { message: 'm', ...polecat.status } }, terminal, (words) => words)
    return `${name}: ${lines.map((line) => line.trim().replaceAll(/ +/g, ' ')).join(' | ')}`
  })
  expect(told).toMatchInlineSnapshot(`
    [
      "new: x: Pending | message m | next gastown status x",
      "idle: x: Idle | message m | next gastown status x",
      "full: x: Pending (RigFull) | message m | next gastown status x",
      "starting: x: Pending | message m | next gastown status x | next gastown logs x -f",
      "cloning: x: Pending | message m | next gastown status x | next gastown logs x -f",
      "working: x: Working | message m | next gastown status x | next gastown logs x -f",
      "working, end asked: x: Working | message m | next gastown status x | next gastown logs x -f",
      "hung: x: Stuck (Hung) | message m | next gastown status x | next gastown logs x -f",
      "branch in use: x: Stuck (BranchInUse) | message m | next gastown status x",
      "held: x: Stuck (CIChangesHeld) | message m | rescued refs/gastown/x/1/branch | next gastown diff x | next gastown release x",
      "back-off: x: Pending (AgentFailed) | message m | next gastown status x",
      "saving: x: Failed (AgentFailed) | message m | next gastown logs x | next gastown retry x",
      "ended with local mode: x: Working | message m | next gastown status x | next gastown logs x -f",
      "done: x: Done (Pushed) | message m | next git fetch origin polecat/x",
      "failed: x: Failed (AgentFailed) | message m | next gastown logs x | next gastown retry x",
      "terminated: x: Terminated | message m | next gastown logs x | next gastown retry x",
      "retry asked: x: Failed (AgentFailed) | message attempt 2 is queued | next gastown status x",
      "retry queued: x: Pending (RigFull) | message m | next gastown status x",
      "deleting: x: Deleting | message m",
    ]
  `)
})
