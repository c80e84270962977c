import { expect, test } from 'vitest'
import { advance, compareTimes, type LogPlace, Resumption } from '../../../src/kube/log/log-place.ts'

const at = (second: number, nanos = '000000000') => `2026-01-02T03:04:0${second}.${nanos}Z`

test.each([
  [at(1), at(2), -1],
  [at(2), at(1), 1],
  [at(1, '000000001'), at(1, '000000002'), -1],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000000000Z', 0],
  ['2026-01-02T03:04:05.5Z', '2026-01-02T03:04:05.25Z', 1],
  ['2026-01-02T05:04:05.000000002+02:00', '2026-01-02T03:04:05.000000001Z', 1],
  ['2026-01-02T05:04:05.000000001+02:00', '2026-01-02T04:04:05.000000001Z', -1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareTimes(a, b))).toBe(sign)
})

test.each<[string, LogPlace | undefined, string[], string[], boolean]>([
  ['from the start', undefined, [at(1), at(1)], ['new', 'new'], false],
  [
    'older lines of the same second',
    { time: at(2, '5'), count: 1 },
    [at(2, '3'), at(2, '5'), at(2, '7')],
    ['old', 'old', 'new'],
    false,
  ],
  [
    'as many of one time as were delivered',
    { time: at(2), count: 2 },
    [at(2), at(2), at(2)],
    ['old', 'old', 'new'],
    false,
  ],
  ['the clock steps back after it', { time: at(5), count: 1 }, [at(5), at(6), at(3)], ['old', 'new', 'new'], false],
  ['the last line is not there', { time: at(2), count: 1 }, [at(1), at(3), at(4)], ['old', 'after-gap', 'new'], false],
  ['one of two is not there', { time: at(2), count: 2 }, [at(2), at(3)], ['old', 'after-gap'], false],
  ['nothing is there', { time: at(2), count: 1 }, [], [], true],
  ['only what was there', { time: at(2), count: 1 }, [at(2)], ['old'], false],
])('resuming: %s', (_, place, times, expected, missed) => {
  const resumption = new Resumption(place)
  expect(times.map((time) => resumption.judge(time))).toEqual(expected)
  expect(resumption.missed).toBe(missed)
})

test('a place counts the lines of its time', () => {
  expect([at(1), at(1), at(2)].reduce<LogPlace | undefined>(advance, undefined)).toEqual({ time: at(2), count: 1 })
  expect([at(1), at(1)].reduce<LogPlace | undefined>(advance, undefined)).toEqual({ time: at(1), count: 2 })
})
