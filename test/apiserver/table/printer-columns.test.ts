import { expect, test } from 'vitest'
import { printerColumns } from '../../../src/apiserver/table/printer-columns.ts'

const object = {
  metadata: { name: 'toast' },
  spec: { count: 3.9, less: -3.9, text: '5', on: false, list: ['a', 'b'], map: { a: 1 }, nothing: null, empty: '' },
}

const cellOf = (type: string, jsonPath: string) => printerColumns([{ name: 'X', type, jsonPath }])[1]?.cell(object)

test.each([
  ['integer', '.spec.count', 3],
  ['integer', '.spec.less', -3],
  ['integer', '.spec.text', null],
  ['number', '.spec.count', 3.9],
  ['number', '.spec.text', null],
  ['boolean', '.spec.on', false],
  ['boolean', '.spec.text', null],
  ['string', '.spec.on', 'false'],
  ['string', '.spec.empty', ''],
  ['string', '.spec.list', '["a","b"]'],
  ['string', '.spec.list[*]', 'a'],
  ['string', '.spec.map', '{"a":1}'],
  ['string', '.spec.nothing', null],
  ['string', '.spec.none.deeper', null],
  ['string', '.spec.constructor', null],
  ['date', '.spec.count', '<invalid>'],
  ['date', '.spec.none', null],
])('a %s column of %s', (type, path, cell) => {
  expect(cellOf(type, path)).toBe(cell)
})

test('a resource without columns has its name and its age', () => {
  expect(printerColumns(undefined).map(({ name, type }) => [name, type])).toEqual([
    ['Name', 'string'],
    ['Age', 'date'],
  ])
  expect(printerColumns([]).map(({ name }) => name)).toEqual(['Name'])
})
