import { expect, test } from 'vitest'
import { depthOf, duplicateFields } from '../../../src/apiserver/http/json-text.ts'

test.each([
  ['{"a":1,"b":{"a":1}}', []],
  ['{"a":1,"a":2,"a":3}', ['a']],
  ['{"a":{"b":1,"b":2}}', ['a.b']],
  ['{"a":[{"b":1},{"b":1,"b":2}]}', ['a[1].b']],
  ['[{"a":1},{"a":1}]', []],
  ['{"a":"\\"a\\":{}","a\\u0062":1,"ab":2}', ['ab']],
  ['{"a":"{","b":["}","a:"],"c":"\\\\","a":1}', ['a']],
  ['{"a" : 1 , "a"\n:\t2}', ['a']],
])('of %s they are %j', (text, paths) => {
  expect(duplicateFields(text, JSON.parse(text))).toEqual(paths)
})

test('of a text with megabytes in one string, quickly', () => {
  const text = JSON.stringify({ a: 'x\\"{'.repeat(500_000), b: 1 })
  expect(duplicateFields(text, {})).toEqual([])
})

test.each([
  ['1', 0],
  ['{"a":[{"b":[]}],"c":{}}', 4],
  ['{"a":"[[[{\\"{","b":{}}', 2],
  ['[[[', 3],
  ['"\\', 0],
])('%s is nested %i deep', (text, depth) => {
  expect(depthOf(text)).toBe(depth)
})
