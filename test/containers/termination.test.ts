import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitMessage, messageBytes } from '../../src/containers/termination.ts'
import { resultBytes } from '../../src/outcome/results.ts'

const long = (length: number) => 'x'.repeat(length)

test('the limit is the one of the results', () => {
  expect(messageBytes).toBe(resultBytes)
})

test('lists name three and count the rest', () => {
  const result = { state: 'incomplete', leftOut: ['a', 'b', 'c', 'd', 'e'], rescueRefs: ['x', 'y', 'z'] }
  expect(JSON.parse(fitMessage(result))).toEqual({ ...result, leftOut: ['a', 'b', 'c', 'and 2 more'] })
})

test('lists shrink before texts, texts before states and counts', () => {
  const lists = JSON.parse(
    fitMessage({ state: 'saved', leftOut: [long(600), long(600), long(600)], message: long(100) }),
  )
  expect(lists).toEqual({ state: 'saved', leftOut: [long(600), 'and 2 more'], message: long(100) })
  const texts = JSON.parse(fitMessage({ state: 'saved', commits: 3, message: long(5000) }))
  expect(texts).toMatchObject({ state: 'saved', commits: 3 })
  expect(texts.message).toMatch(/^x{700,}…$/)
})

test('whatever is in it, it fits and is JSON', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 3000 })
  const result = fc.record({ state: fc.constant('failed'), list: fc.array(text, { maxLength: 6 }), a: text, b: text })
  fc.assert(
    fc.property(result, (value) => {
      const fitted = fitMessage(value)
      expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(messageBytes)
      expect(JSON.parse(fitted)).toMatchObject({ state: 'failed' })
    }),
    { numRuns: 100 },
  )
})
