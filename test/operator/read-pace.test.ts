import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextRead, publishAt, type LogTurn } from '../../src/operator/read-pace.ts'

const now = 1_000_000
const turn = (given: Partial<LogTurn> = {}): LogTurn => ({
  changedAt: now - 100_000,
  readAt: now - 5000,
  isReading: false,
  failures: 0,
  ...given,
})
const next = (turns: Record<string, LogTurn>, lastStart = 0) => nextRead(new Map(Object.entries(turns)), lastStart, now)
const many = (count: number, given: Partial<LogTurn>) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, turn(given)]))

test.for<[string, Record<string, LogTurn>, ReturnType<typeof nextRead>]>([
  ['nobody', {}, { at: undefined }],
  ['one that was never read', { a: turn({ readAt: undefined, changedAt: now }) }, { key: 'a' }],
  ['one of few is read every ten seconds', { a: turn({ readAt: now - 10_000 }) }, { key: 'a' }],
  ['and not before', { a: turn({ readAt: now - 4000 }) }, { at: now + 6000 }],
  [
    'the one that has waited longest',
    { a: turn({ readAt: now - 11_000 }), b: turn({ readAt: now - 12_000 }) },
    { key: 'b' },
  ],
  ['one that changed comes first', { a: turn({ readAt: now - 60_000 }), b: turn({ changedAt: now }) }, { key: 'b' }],
  [
    'and is looked at again six seconds later',
    { a: turn({ changedAt: now - 6000, readAt: now - 5900 }) },
    { key: 'a' },
  ],
  ['one that changes all the time', { a: turn({ changedAt: now, readAt: now - 400 }) }, { at: now + 600 }],
  ['one that is being read', { a: turn({ isReading: true, readAt: now - 60_000 }) }, { at: undefined }],
  ['one that cannot be read', { a: turn({ failures: 3, readAt: now - 50_000 }) }, { at: now + 10_000 }],
  ['of 300, every twenty seconds', many(300, { readAt: now - 19_000 }), { at: now + 1000 }],
  ['of 300, after twenty seconds', many(300, { readAt: now - 20_000 }), { key: 'p0' }],
  ['32 that do not answer', { ...many(32, { isReading: true }), z: turn({ readAt: undefined }) }, { at: undefined }],
])('%s', ([, turns, expected]) => {
  expect(next(turns)).toEqual(expected)
})

test('no more than twenty a second', () => {
  const turns = { a: turn({ readAt: now - 60_000 }) }
  expect(next(turns, now - 20)).toEqual({ at: now + 30 })
  expect(next(turns, now - 50)).toEqual({ key: 'a' })
})

test('all are read within thirty seconds, at most twenty a second, whatever changes meanwhile', () => {
  const scenes = fc.record({
    pods: fc.integer({ min: 1, max: 300 }),
    changes: fc.array(fc.record({ at: fc.nat({ max: 60_000 }), pod: fc.nat({ max: 299 }) }), { maxLength: 60 }),
  })
  fc.assert(
    fc.property(scenes, ({ pods, changes }) => {
      const turns = new Map(
        Array.from({ length: pods }, (_, i) => [`p${i}`, turn({ readAt: undefined, changedAt: 0 })]),
      )
      const starts: number[] = []
      let lastStart = -1000
      let longest = 0
      for (let time = 0; time < 60_000;) {
        for (const { pod } of changes.filter(({ at }) => Math.floor(at / 50) === Math.floor(time / 50)))
          if (turns.has(`p${pod}`)) turns.set(`p${pod}`, { ...(turns.get(`p${pod}`) as LogTurn), changedAt: time })
        const decided = nextRead(turns, lastStart, time)
        if ('key' in decided) {
          const before = turns.get(decided.key) as LogTurn
          longest = Math.max(longest, time - (before.readAt ?? time))
          turns.set(decided.key, { ...before, readAt: time })
          starts.push(time)
          lastStart = time
        } else time += 50
      }
      expect(longest).toBeLessThanOrEqual(30_000)
      for (const { readAt } of turns.values()) expect(60_000 - (readAt ?? 0)).toBeLessThanOrEqual(30_000)
      for (const [i, start] of starts.slice(20).entries()) expect(start - (starts[i] ?? 0)).toBeGreaterThanOrEqual(1000)
    }),
    { numRuns: 20 },
  )
})

test('a status is written for it every ten seconds at most', () => {
  expect(publishAt(undefined)).toBe(0)
  expect(publishAt(now)).toBe(now + 10_000)
})
