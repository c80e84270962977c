import { expect, test } from 'vitest'
import { podColumns } from '../../../src/apiserver/builtin/pod-columns.ts'
import type { ApiObject } from '../../../src/apiserver/object.ts'
import { age, duration } from '../../../src/apiserver/table/age.ts'
import { findAll } from '../../../src/apiserver/table/json-path.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test.each([
  [0, '0s'],
  [-500, '0s'],
  [-5 * second, '<invalid>'],
  [119 * second, '119s'],
  [120 * second, '2m'],
  [185 * second, '3m5s'],
  [10 * minute + 5 * second, '10m'],
  [179 * minute, '179m'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 5 * minute, '8h'],
  [47 * hour, '47h'],
  [49 * hour, '2d1h'],
  [8 * day + hour, '8d'],
  [729 * day, '729d'],
  [731 * day, '2y1d'],
  [9 * 365 * day, '9y'],
])('%i ms are shown as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text)
})

test('a time that is none is said to be so', () => {
  expect(age(undefined, 0)).toBe('<unknown>')
  expect(age('yesterday', 0)).toBe('<invalid>')
})

const value = {
  a: {
    'b.c': 1,
    list: [
      { n: 'x', v: 1 },
      { n: 'y', v: 2 },
    ],
  },
}
test.each([
  ['.a.list[*].n', ['x', 'y']],
  ['.a.list[1].v', [2]],
  ['.a.list[-1].v', [2]],
  ['{.a.list[0].n}', ['x']],
  ['.a.list[?(@.n=="y")].v', [2]],
  ['.a.list[?(@.n!="y")].v', [1]],
  ["$.a['b.c']", [1]],
  ['.a.b\\.c', [1]],
  ['.nope.n', []],
  ['.a.toString', []],
])('the path %s finds %j', (path, found) => {
  expect(findAll(value, path)).toEqual(found)
})

const now = Date.parse('2026-01-01T01:00:00Z')
const waiting = (reason: string) => ({ state: { waiting: { reason } } })
const ended = (exitCode: number, reason?: string) => ({ state: { terminated: { exitCode, reason } } })
const runs = { ready: true, started: true, state: { running: {} } }

function row(status: object, metadata: object = {}): string {
  const pod: ApiObject = {
    metadata: { name: 'p', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
    spec: {
      containers: [{ name: 'agent' }],
      initContainers: [{ name: 'setup' }, { name: 'push', restartPolicy: 'Always' }],
    },
    status,
  }
  const cells = podColumns.slice(1, 4).map((column) => {
    const cell = column.cell(pod)
    return String(typeof cell === 'function' ? cell(now) : cell)
  })
  return cells.join(' ')
}

const inits = (setup: object, push: object) => [
  { name: 'setup', restartCount: 0, ...setup },
  { name: 'push', restartCount: 0, ...push },
]
const main = (status: object) => [{ name: 'agent', restartCount: 0, ...status }]

test.each([
  ['new', { phase: 'Pending' }, '0/2 Pending 0'],
  [
    'initializing',
    { phase: 'Pending', initContainerStatuses: inits(runs, waiting('PodInitializing')) },
    '0/2 Init:0/2 0',
  ],
  ['init failed', { phase: 'Failed', initContainerStatuses: inits(ended(1, 'Error'), {}) }, '0/2 Init:Error 0'],
  ['init ended by a code', { phase: 'Failed', initContainerStatuses: inits(ended(7), {}) }, '0/2 Init:ExitCode:7 0'],
  [
    'running',
    { phase: 'Running', initContainerStatuses: inits(ended(0), runs), containerStatuses: main(runs) },
    '2/2 Running 0',
  ],
  [
    'image missing',
    {
      phase: 'Pending',
      initContainerStatuses: inits(ended(0), runs),
      containerStatuses: main(waiting('ErrImagePull')),
    },
    '1/2 ErrImagePull 0',
  ],
  [
    'completed',
    {
      phase: 'Succeeded',
      initContainerStatuses: inits(ended(0), ended(0)),
      containerStatuses: main(ended(0, 'Completed')),
    },
    '0/2 Completed 0',
  ],
  ['deadline', { phase: 'Failed', reason: 'DeadlineExceeded' }, '0/2 DeadlineExceeded 0'],
  [
    'restarted',
    {
      phase: 'Running',
      initContainerStatuses: inits(ended(0), {
        ...runs,
        restartCount: 2,
        lastState: { terminated: { finishedAt: '2026-01-01T00:58:00Z' } },
      }),
      containerStatuses: main(runs),
    },
    '2/2 Running 2 (2m ago)',
  ],
])('a pod that is %s', (_, status, expected) => {
  expect(row(status)).toBe(expected)
})

test('a pod that is being deleted, unless it has ended', () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:59:00Z' }
  expect(row({ phase: 'Running', containerStatuses: main(runs) }, metadata)).toBe('1/2 Terminating 0')
  expect(row({ phase: 'Failed', containerStatuses: main(ended(1, 'Error')) }, metadata)).toBe('0/2 Error 0')
})
