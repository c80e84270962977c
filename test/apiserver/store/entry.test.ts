import { expect, test } from 'vitest'
import type { ApiObject } from '../../../src/apiserver/object.ts'
import { Entry } from '../../../src/apiserver/store/entry.ts'

const entryOf = (object: object) => new Entry({ resource: 'r', namespace: '', name: 'a' }, 1, JSON.stringify(object))

test.each([
  { metadata: { name: 'a' } },
  {
    metadata: { name: 'a', labels: {}, annotations: { '}': '{', 'x"}': '\\"}\\', 'y\\': '"' } },
    spec: { metadata: {} },
  },
  { metadata: { name: 'a', ownerReferences: [{ name: '}]' }, {}] }, data: { a: '}' } },
  // Such keys stand first in every JSON text.
  { metadata: { name: 'a' }, 1: 'one' },
])('the metadata is cut out of the text of %j', (object) => {
  expect(JSON.parse(entryOf(object).metadataText)).toEqual(object.metadata)
})

test('what is derived is made once, and again when another asked since', () => {
  const entry = entryOf({ metadata: { name: 'a' } })
  const made: string[] = []
  const ask = (by: object) =>
    entry.derived(by, (object: Readonly<ApiObject>) => made.push(object.metadata.name ?? '') && made.length)
  const [one, other] = [{}, {}]
  expect([ask(one), ask(one), ask(other), ask(one)]).toEqual([1, 1, 2, 3])
})
