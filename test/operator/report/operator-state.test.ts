import { expect, test } from 'vitest'
import {
  openOperatorState,
  stuck,
  unready,
  type OperatorState,
  type WatchState,
} from '../../../src/operator/report/operator-state.ts'

const now = 10_000_000
const watch = (state: Partial<WatchState> = {}): WatchState => ({ synced: true, heardAt: now, triedAt: now, ...state })
const of = (state: Partial<OperatorState>): OperatorState => ({ ...openOperatorState(true), ...state })
const leads = (pods: WatchState) => of({ lease: 'leading', watches: new Map([['pods', pods]]) })

test.each<readonly [string, OperatorState, readonly string[]]>([
  ['the server has not answered', of({}), ['waiting for the first response about the lease']],
  ['another one leads', of({ lease: 'waiting' }), []],
  ['the lease is refused', of({ lease: { reason: 'cannot use the lease: no' } }), ['cannot use the lease: no']],
  ['it has just become the leader', of({ lease: 'leading' }), ['waiting for the first lists']],
  ['without an election', openOperatorState(false), ['waiting for the first lists']],
  ['a list has not come', leads(watch({ synced: false })), ['waiting for the first list of pods']],
  ['it works', leads(watch()), []],
  ['a watch is lost for a moment', leads(watch({ lost: { at: now - 59_000, why: 'reset' } })), []],
  [
    'a watch stays lost',
    leads(watch({ lost: { at: now - 75_000, why: 'connection refused' } })),
    ['the watch of pods has been lost for 75 s: connection refused'],
  ],
  [
    'rights are missing',
    of({
      lease: 'waiting',
      missingRights: [{ namespace: 'gastown-workers', group: '', resource: 'pods', verbs: ['create'] }],
    }),
    ['the operator may not create pods in gastown-workers'],
  ],
])('ready: %s', (_, state, expected) => {
  expect(unready(state, now)).toEqual(expected)
})

test.each<readonly [string, OperatorState, readonly string[]]>([
  ['nothing is known', of({}), []],
  ['a server that is away for hours is tried again and again', leads(watch({ heardAt: 0, triedAt: now - 40_000 })), []],
  ['a quiet server says that nothing is new', leads(watch({ heardAt: now - 61_000, triedAt: 0 })), []],
  [
    'a watch does nothing any more',
    leads(watch({ heardAt: now - 900_000, triedAt: now - 601_000 })),
    ['the watch of pods has done nothing for 601 s'],
  ],
  ['a reconciliation takes long', of({ reconciling: new Map([['n/x', now - 1_700_000]]) }), []],
  [
    'one hangs',
    of({ reconciling: new Map([['n/x', now - 1_900_000]]) }),
    ['the reconciliation of n/x has been running for 1900 s'],
  ],
])('alive: %s', (_, state, expected) => {
  expect(stuck(state, now)).toEqual(expected)
})
