import { expect, test } from 'vitest'
import type { PolecatStatus } from '../../../src/polecat/status.ts'
import { logTransition } from '../../../src/operator/report/transition-line.ts'
import { aPolecat } from '../../support/a-polecat.ts'
import { aLog } from '../../support/fakes/a-log.ts'

function linesOf(before: PolecatStatus, after: PolecatStatus) {
  const { log, lines } = aLog()
  logTransition(log, { ...aPolecat({}, {}, 'x'), status: after }, before)
  return lines.map((line) => ({ ...line, time: '' }))
}

const working: PolecatStatus = { phase: 'Working', attempt: 1, podName: 'x-ab12-1', message: 'the agent works' }
const about = { polecat: 'gastown-system/x', rig: 'athena', attempt: 1, pod: 'x-ab12-1' }

test('a failure is a warning with its reason and message', () => {
  expect(linesOf(working, { ...working, phase: 'Failed', reason: 'OOMKilled', message: 'too much memory' })).toEqual([
    { time: '', level: 'warn', message: 'too much memory', ...about, phase: 'Failed', reason: 'OOMKilled' },
  ])
})

test('what went well is none', () => {
  expect(linesOf(working, { ...working, phase: 'Done', reason: 'Pushed', message: 'pushed 1 commit' })).toEqual([
    { time: '', level: 'info', message: 'pushed 1 commit', ...about, phase: 'Done', reason: 'Pushed' },
  ])
})

test('other words, activity and usage are no transition', () => {
  const after = {
    ...working,
    message: 'checkpoints wait',
    lastActivity: '2026-11-30T20:27:34Z',
    usage: { turns: 3, costBasis: 'unknown' },
  } as const
  expect(linesOf(working, after)).toEqual([])
})

test('another attempt that ends as the one before is', () => {
  const failed: PolecatStatus = { ...working, phase: 'Failed', reason: 'CloneFailed' }
  expect(linesOf(failed, { ...failed, attempt: 2, podName: 'x-ab12-2' })).toHaveLength(1)
})
