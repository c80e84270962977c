import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from '../../../src/kube/log/line-splitter.ts'

function split(chunks: readonly Buffer[], most = 1000) {
  const splitter = new LineSplitter(most)
  const out = chunks.flatMap((chunk) => [...splitter.push(chunk)])
  return { lines: out.flatMap(({ lines }) => lines), cuts: out.filter(({ cut }) => cut).length, rest: splitter.rest() }
}

test('lines are the same however the bytes are cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(40)), (texts, sizes) => {
      const clean = texts.map((text) => text.replaceAll('\n', ''))
      const bytes = Buffer.from(clean.map((text) => `${text}\n`).join('') + 'rest')
      const chunks = []
      let at = 0
      for (const size of sizes) {
        chunks.push(bytes.subarray(at, at + size))
        at += size
      }
      chunks.push(bytes.subarray(at))
      expect(split(chunks)).toEqual({ lines: clean, cuts: 0, rest: 'rest' })
    }),
  )
})

test('a line that is too long is cut once and its rest dropped, in one chunk or in many', () => {
  const line = 'x'.repeat(25)
  expect(split([Buffer.from(`a\n${line}\nb\n`)], 10)).toEqual({ lines: ['a', 'x'.repeat(10), 'b'], cuts: 1, rest: '' })
  const bytes = [...`a\n${line}\nb\nc`].map((letter) => Buffer.from(letter))
  expect(split(bytes, 10)).toEqual({ lines: ['a', 'x'.repeat(10), 'b'], cuts: 1, rest: 'c' })
})
