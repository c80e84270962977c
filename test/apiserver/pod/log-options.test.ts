import { expect, test } from 'vitest'
import { logOptions } from '../../../src/apiserver/pod/log-options.ts'

const { signal } = new AbortController()
const read = (query: string) => logOptions(new URLSearchParams(query), 'toast', signal)

test.each([
  ['', {}],
  ['tailLines=0', { tailLines: 0 }],
  ['tailLines=', {}],
  ['tailLines=10&limitBytes=1', { tailLines: 10, limitBytes: 1 }],
  ['follow', { follow: true }],
  ['follow=true&timestamps=1&previous=false', { follow: true, timestamps: true }],
  ['sinceSeconds=60', { sinceSeconds: 60 }],
  ['sinceTime=2026-01-01T00:00:00%2B02:00', { sinceTime: '2026-01-01T00:00:00+02:00' }],
])('%j', (query, options) => {
  const nothing = { follow: false, timestamps: false, previous: false }
  expect(read(query)).toEqual({ ...nothing, signal, ...options })
})

test.each([
  ['tailLines=-1', 422, 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
  ['limitBytes=0', 422, 'limitBytes: Invalid value: 0: must be greater than 0'],
  ['sinceSeconds=0', 422, 'sinceSeconds: Invalid value: 0: must be greater than 0'],
  ['sinceTime=yesterday', 422, 'sinceTime: Invalid value: "yesterday": must be a time of RFC 3339'],
  ['sinceTime=2026-01-01T00:00:00Z&sinceSeconds=1', 422, 'at most one of `sinceTime` or `sinceSeconds`'],
  ['tailLines=ten', 400, 'strconv.ParseInt: parsing "ten": invalid syntax'],
  ['tailLines=0x10', 400, 'strconv.ParseInt: parsing "0x10": invalid syntax'],
  ['tailLines=1.5', 400, 'strconv.ParseInt: parsing "1.5": invalid syntax'],
])('%s is refused', (query, code, words) => {
  expect(() => read(query)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(words) as string,
      status: expect.objectContaining({ code }) as object,
    }),
  )
})

test('all that is wrong with a query is told at once', () => {
  expect(() => read('tailLines=-1&limitBytes=0&sinceTime=x')).toThrow(/tailLines.*limitBytes.*sinceTime/)
})
