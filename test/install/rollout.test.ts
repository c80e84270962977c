import { expect, test } from 'vitest'
import { leaderOf, rolloutProblems, type Rollout } from '../../src/install/rollout.ts'

const spec = { containers: [{ name: 'operator', image: 'gastown:2', args: ['operator', 'run'] }] }
const ready = { conditions: [{ type: 'Ready', status: 'True' }] }

function rollout(parts: { pods?: object[]; holder?: string; conditions?: object[] }): Rollout {
  const { pods = [{ metadata: { name: 'new' }, spec, status: ready }], holder, conditions = [] } = parts
  return {
    deployment: { spec: { template: { spec } }, status: { conditions } },
    pods,
    lease: holder === undefined ? undefined : { spec: { holderIdentity: holder } },
  } as unknown as Rollout
}

test('a pod of what was installed leads', () => {
  expect(leaderOf(rollout({ holder: 'new_1234' }))).toBe('new')
})

test.each([
  ['nobody has the Lease yet', {}],
  ['it was given back', { holder: '' }],
  ['its holder is gone', { holder: 'gone_1' }],
  [
    'its holder is of an earlier version',
    {
      holder: 'old_1',
      pods: [{ metadata: { name: 'old' }, spec: { containers: [{ image: 'gastown:1', args: [] }] }, status: ready }],
    },
  ],
  [
    'its holder ends',
    {
      holder: 'new_1',
      pods: [{ metadata: { name: 'new', deletionTimestamp: '2026-03-01T12:00:00Z' }, spec, status: ready }],
    },
  ],
  ['its holder is not ready', { holder: 'new_1', pods: [{ metadata: { name: 'new' }, spec, status: {} }] }],
])('no leader: %s', (_, parts) => {
  expect(leaderOf(rollout(parts))).toBeUndefined()
})

test.each([
  ['no pod', { pods: [] }, ['the Deployment has made no pods yet']],
  [
    'pods are refused',
    {
      pods: [],
      conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'pods "x" is forbidden: exceeded quota' }],
    },
    ['pods "x" is forbidden: exceeded quota'],
  ],
  [
    'no room',
    {
      pods: [
        {
          metadata: { name: 'a' },
          status: { conditions: [{ type: 'PodScheduled', status: 'False', message: 'Insufficient cpu' }] },
        },
      ],
    },
    ['pod a cannot be scheduled: Insufficient cpu'],
  ],
  [
    'no image',
    {
      pods: [
        {
          metadata: { name: 'a' },
          status: {
            containerStatuses: [{ image: 'x:1', state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } }],
          },
        },
      ],
    },
    ['pod a: ErrImagePull (x:1): not found'],
  ],
  [
    'it crashes',
    {
      pods: [
        {
          metadata: { name: 'a' },
          status: {
            containerStatuses: [
              {
                image: 'x:1',
                state: { waiting: { reason: 'CrashLoopBackOff' } },
                lastState: { terminated: { exitCode: 4, reason: 'Error' } },
              },
            ],
          },
        },
      ],
    },
    ['pod a: the operator ended with exit code 4 (Error)'],
  ],
  [
    'it starts',
    {
      pods: [
        {
          metadata: { name: 'a' },
          status: { containerStatuses: [{ image: 'x:1', state: { waiting: { reason: 'ContainerCreating' } } }] },
        },
      ],
    },
    ['pod a is not ready yet'],
  ],
  ['another leads', { holder: 'other_1' }, ['the Lease belongs to other_1']],
  ['nobody leads', {}, ['no operator has the Lease']],
])('what is in its way: %s', (_, parts, words) => {
  expect(rolloutProblems(rollout(parts))).toEqual(words)
})
