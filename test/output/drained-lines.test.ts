import { expect, test } from 'vitest'
import { drainedLines } from '../../src/output/drained-lines.ts'

const named = (count: number): string[] => Array.from({ length: count }, (_, index) => `q${index}`)

test.each([
  { count: 0, line: undefined },
  { count: 1, line: 'Queued until the next start: q0' },
  { count: 10, line: 'Queued until the next start: q0, q1, q2, q3, q4, q5, q6, q7, q8, q9' },
  { count: 492, line: 'Queued until the next start: q0, q1, q2, q3, q4, q5, q6, q7, q8, q9 and 482 more' },
])('of $count that wait it names a few', ({ count, line }) => {
  expect(drainedLines([], { queued: named(count), needsFlag: false })[1]).toBe(line)
})
