import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergePatch } from '../../src/apiserver/patch/merge.ts'
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

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(undefined, 0, 1, true, false, '', 'a'),
    fc.array(
      tie('value').filter((one) => one !== undefined),
      { maxLength: 3 },
    ),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
})).value
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 })
const asJson = (of: object) => JSON.parse(JSON.stringify(of)) as object

test('what is patched is as wanted, and nothing is patched where it was', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const patch = mergePatchOf(before, after)
      const patched = patch === undefined ? asJson(before) : mergePatch(asJson(before), asJson(patch))
      expect(patched).toEqual(asJson(after))
      expect(mergePatchOf(after, structuredClone(after))).toBeUndefined()
    }),
  )
})
