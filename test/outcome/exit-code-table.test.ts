import { expect, test } from 'vitest'
import { exitCodeTable } from '../../src/outcome/exit-code-table.ts'
import { errorExitCodes } from '../../src/outcome/exit-codes.ts'
import { isFinished, isReason, reasons } from '../../src/outcome/reasons.ts'

test('every code stands there once, in order', () => {
  expect(exitCodeTable().map(({ code }) => code)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 130,
  ])
})

test('every reason with a code stands in its row', () => {
  for (const [reason, facts] of Object.entries(reasons)) {
    const rows = exitCodeTable().filter((row) => row.reasons.includes(reason))
    expect(rows.map(({ code }) => code)).toEqual('exitCode' in facts ? [facts.exitCode] : [])
  }
})

test('a code of errors is never one of outcomes, but for an attempt that cannot start', () => {
  const outcomes = new Set(Object.values(reasons).flatMap((facts) => ('exitCode' in facts ? [facts.exitCode] : [])))
  const shared = Object.entries(errorExitCodes).filter(([, { code }]) => outcomes.has(code as 16))
  expect(shared.map(([kind]) => kind)).toEqual(['cannot-start'])
})

test('words of reasons and phases', () => {
  expect(isReason('Pushed')).toBe(true)
  expect(isReason('toString')).toBe(false)
  expect(isReason(undefined)).toBe(false)
  expect(['Done', 'Failed', 'Terminated', 'Stuck', 'Working', undefined].map(isFinished)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})
