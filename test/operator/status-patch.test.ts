import { expect, test } from 'vitest'
import { mergePatchOf } from '../../src/operator/status-patch.ts'

test.for([
  [{}, {}, undefined],
  [{ a: 1 }, { a: 1 }, undefined],
  [{ a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }, undefined],
  [{ a: [{ x: 1, y: 2 }] }, { a: [{ y: 2, x: 1 }] }, undefined],
  [{ a: 1 }, { a: undefined }, { a: null }],
  [{ a: undefined }, {}, undefined],
  [{ a: 1 }, { a: 2, b: 3 }, { a: 2, b: 3 }],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, { a: { c: null } }],
  [{ a: [1, 2] }, { a: [1] }, { a: [1] }],
  [{ a: { b: 1 } }, { a: [1] }, { a: [1] }],
  [{}, { a: { b: 1 } }, { a: { b: 1 } }],
] as const)('%j → %j: %j', ([before, after, patch]) => {
  expect(mergePatchOf(before, after)).toEqual(patch)
})
