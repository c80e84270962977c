import { expect, test } from 'vitest'
import { GitFailure } from '../../../src/git/failure.ts'
import { planRefs, planRemoval } from '../../../src/saving/push/plan-refs.ts'
import type { Progress, Trial } from '../../../src/saving/push/progress.ts'

const [a, b] = [
  { ref: 'refs/x/a', commit: 'a'.repeat(40) },
  { ref: 'refs/x/b', commit: 'b'.repeat(40) },
]
const fresh: Progress = { known: {}, shown: new Map(), tried: new Map() }
const shown = (...refs: { ref: string; commit: string }[]) => new Map(refs.map(({ ref, commit }) => [ref, commit]))
const declined = { reason: '[remote rejected] (hook declined)', stderr: 'remote: no\n' }
const tooBig = new GitFailure('unknown', 'too big')

function cut(request: number): GitFailure {
  return new GitFailure('unreachable', `request ${request} ended`, { cut: true })
}

function refused(request: number): GitFailure {
  return new GitFailure('refused', `request ${request} ended`)
}

function tried(...trials: [ref: string, trial: Partial<Trial>][]): Map<string, Trial> {
  const first = { pushes: 1, together: 1, lease: null, report: { reason: '', stderr: '' }, alike: 1, listed: true }
  return new Map(trials.map(([ref, trial]) => [ref, { ...first, ...trial }]))
}

test.each<[string, Partial<Progress>, object]>([
  ['all go in one push', {}, { type: 'push', refs: [a, b] }],
  ['what is there as far as is known is not pushed', { known: { [a.ref]: a.commit } }, { type: 'push', refs: [b] }],
  [
    'what was there is looked for all the same',
    { known: { [a.ref]: a.commit, [b.ref]: b.commit } },
    { type: 'list', refs: [a, b], afterMs: 0 },
  ],
  [
    'a push is not believed',
    { tried: tried([a.ref, { together: 2, listed: false }], [b.ref, { together: 2, listed: false }]) },
    { type: 'list', refs: [a, b], afterMs: 0 },
  ],
  [
    'what a push of several left out goes alone',
    {
      shown: shown(a),
      known: { [a.ref]: a.commit },
      tried: tried([a.ref, { together: 2 }], [b.ref, { together: 2, report: declined }]),
    },
    { type: 'push', refs: [b] },
  ],
  [
    'each, before the remote is looked at once more',
    { tried: tried([a.ref, { pushes: 2, listed: false }], [b.ref, { together: 2 }]) },
    { type: 'push', refs: [b] },
  ],
  [
    'what somebody removed is brought again',
    { tried: tried([a.ref, { pushes: 0, together: 0 }], [b.ref, { pushes: 0, together: 0 }]), shown: shown(b) },
    { type: 'push', refs: [a] },
  ],
  [
    'where an earlier push had arrived the lease counts from there',
    {
      known: { [a.ref]: 'c'.repeat(40), [b.ref]: b.commit },
      shown: new Map([...shown(b), [a.ref, 'c'.repeat(40)]]),
      tried: tried([a.ref, { lease: null }], [b.ref, {}]),
    },
    { type: 'push', refs: [a] },
  ],
  [
    "somebody else's commit is not pushed over",
    { shown: shown({ ref: a.ref, commit: 'e'.repeat(40) }, b), tried: tried([a.ref, { together: 2 }], [b.ref, {}]) },
    {
      type: 'done',
      outcome: new Map([
        [a.ref, { kind: 'moved', words: 'refs/x/a was changed on the remote since it was last seen' }],
        [b.ref, undefined],
      ]),
    },
  ],
  [
    'what is refused alone stays refused',
    { shown: shown(a), tried: tried([a.ref, {}], [b.ref, { pushes: 2, report: declined }]) },
    {
      type: 'done',
      outcome: new Map([
        [a.ref, undefined],
        [b.ref, { kind: 'hook', words: 'a hook of the server declined refs/x/b: no' }],
      ]),
    },
  ],
  [
    'a push that fails costs its own ref alone',
    { shown: shown(a), tried: tried([a.ref, {}], [b.ref, { pushes: 2, report: tooBig }]) },
    {
      type: 'done',
      outcome: new Map([
        [a.ref, undefined],
        [b.ref, { kind: 'refused', words: 'too big', failure: tooBig }],
      ]),
    },
  ],
  [
    'a push that is cut is looked after with patience',
    {
      tried: tried([a.ref, { together: 2, report: cut(1), listed: false }], [b.ref, { report: cut(1), listed: false }]),
    },
    { type: 'list', refs: [a, b], afterMs: 1000 },
  ],
  [
    '… more from time to time',
    { shown: shown(b), tried: tried([a.ref, { report: cut(2), alike: 3, pushes: 3, listed: false }], [b.ref, {}]) },
    { type: 'list', refs: [a, b], afterMs: 4000 },
  ],
  [
    'where the remote is there, it is pushed again',
    { shown: shown(b), tried: tried([a.ref, { report: cut(3), alike: 3, pushes: 3 }], [b.ref, {}]) },
    { type: 'push', refs: [a] },
  ],
  [
    '… also where each time it says something else',
    { shown: shown(b), tried: tried([a.ref, { report: cut(4), pushes: 6 }], [b.ref, {}]) },
    { type: 'push', refs: [a] },
  ],
  [
    'what is there although the push was cut needs no other',
    { shown: shown(a, b), tried: tried([a.ref, { report: cut(1) }], [b.ref, { report: cut(1) }]) },
    {
      type: 'done',
      outcome: new Map([
        [a.ref, undefined],
        [b.ref, undefined],
      ]),
    },
  ],
  [
    'a remote that is there and cuts each push alike has answered, also for another ref',
    { tried: tried([a.ref, { report: cut(5), pushes: 4, alike: 4 }], [b.ref, { report: cut(6) }]) },
    {
      type: 'done',
      outcome: new Map([
        [a.ref, { kind: 'refused', words: 'request 5 ended', failure: refused(5) }],
        [b.ref, { kind: 'refused', words: 'request 6 ended', failure: refused(6) }],
      ]),
    },
  ],
])('%s', (_, progress, step) => {
  expect(planRefs([a, b], { ...fresh, ...progress })).toEqual(step)
})

test('nothing wanted is nothing to do', () => {
  expect(planRefs([], fresh)).toEqual({ type: 'done', outcome: new Map() })
})

test('a removal is seen by the absence', () => {
  const gone = { ref: a.ref, commit: null }
  const known = { [a.ref]: a.commit }
  expect(planRemoval([a.ref], { ...fresh, known })).toEqual({ type: 'push', refs: [gone] })
  expect(planRemoval([a.ref], { ...fresh, tried: tried([a.ref, {}]) })).toEqual({
    type: 'done',
    outcome: new Map([[a.ref, undefined]]),
  })
})

test('a removal is left at once to whoever asked for it', () => {
  const unlisted = tried([a.ref, { report: cut(1), listed: false }])
  expect(planRemoval([a.ref], { ...fresh, tried: unlisted })).toEqual({ type: 'fail', failure: cut(1) })
  const seen: Progress = { ...fresh, shown: shown(a), tried: tried([a.ref, { report: tooBig, lease: a.commit }]) }
  expect(planRemoval([a.ref], { ...seen, known: { [a.ref]: a.commit } })).toEqual({ type: 'fail', failure: tooBig })
})
