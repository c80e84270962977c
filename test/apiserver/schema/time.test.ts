import { expect, test } from 'vitest'
import { timeProblem } from '../../../src/apiserver/schema/time.ts'

test.each(['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000006Z', '2026-12-31T23:59:59+01:00'])(
  '%s is a time',
  (text) => {
    expect(timeProblem(text)).toBeUndefined()
  },
)

test.each([
  ['', 'cannot parse "" as "2006"'],
  ['2026-13-02T03:04:05Z', 'cannot parse "13-02T03:04:05Z" as "01"'],
  ['2026-01-02 03:04:05Z', 'cannot parse " 03:04:05Z" as "T"'],
  ['2026-01-02T03:04:05', 'cannot parse "" as "Z07:00"'],
  ['2026-01-02T03:04:05Zulu', 'extra text: "ulu"'],
])('%j is none', (text, why) => {
  expect(timeProblem(text)).toBe(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": ${why}`)
})
