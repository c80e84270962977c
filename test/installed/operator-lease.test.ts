import { describe, expect, test } from 'vitest'
import { readOperatorLease, type ObservedLease } from '../../src/installed/operator-lease.ts'
import type { CoordinationV1Lease } from '../../src/kube/wire.ts'

const second = 1000
const renewTime = '2026-11-30T23:30:20.000000Z'
const renewed = Date.parse(renewTime)

function lease(resourceVersion = '1', spec: object = { leaseDurationSeconds: 15, renewTime }): CoordinationV1Lease {
  return { metadata: { name: 'gastown-operator', resourceVersion }, spec }
}
const before = (state: 'works' | 'away', at: number, version = '1'): ObservedLease => ({
  version,
  at,
  operator: state === 'works' ? { state } : { state, since: renewTime },
})

describe('at the first look', () => {
  test.each<[string, CoordinationV1Lease | undefined, number, string]>([
    ['no Lease', undefined, 0, 'none'],
    ['a Lease that nobody has had', lease('1', {}), 0, 'none'],
    ['renewed a moment ago', lease(), 5 * second, 'works'],
    ['overdue by no more than clocks may differ', lease(), 44 * second, 'works'],
    ['overdue', lease(), 46 * second, 'away'],
    ['overdue, of a longer duration', lease('1', { leaseDurationSeconds: 60, renewTime }), 46 * second, 'works'],
    ['given up a moment ago', lease('1', { holderIdentity: '', renewTime }), 1 * second, 'away'],
    ['renewed by a clock that is ahead', lease(), -3600 * second, 'works'],
  ])('%s', (_, found, later, state) => {
    expect(readOperatorLease(found, renewed + later).operator.state).toBe(state)
  })
})

describe('at a later look, clocks do not matter', () => {
  test.each<[string, CoordinationV1Lease, ObservedLease, number, string]>([
    ['renewed, though overdue by this clock', lease('2'), before('away', 0), 3600 * second, 'works'],
    ['not renewed for less than its duration', lease(), before('works', renewed - 90 * second), -80 * second, 'works'],
    ['given up', lease('2', { holderIdentity: '', renewTime }), before('works', 0), 1 * second, 'away'],
    ['not renewed for longer', lease(), before('works', renewed - 90 * second), -74 * second, 'away'],
    ['still overdue', lease(), before('away', renewed + 60 * second), 62 * second, 'away'],
  ])('%s', (_, found, earlier, later, state) => {
    const { operator } = readOperatorLease(found, renewed + later, earlier)
    expect(operator).toEqual(state === 'away' ? { state, since: renewTime } : { state })
  })

  test('a Lease that has come is judged as at the first look', () => {
    const none = readOperatorLease(undefined, renewed)
    expect(readOperatorLease(lease(), renewed + second, none).operator.state).toBe('works')
    expect(readOperatorLease(lease(), renewed + 60 * second, none).operator.state).toBe('away')
  })

  test('one that was removed is none', () => {
    expect(readOperatorLease(undefined, renewed, before('works', renewed)).operator.state).toBe('none')
  })
})
