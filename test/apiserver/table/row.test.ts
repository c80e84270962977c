import { expect, test } from 'vitest'
import { Entry } from '../../../src/apiserver/store/entry.ts'
import { ageColumn } from '../../../src/apiserver/table/age.ts'
import { column, nameColumn } from '../../../src/apiserver/table/column.ts'
import { cellsText } from '../../../src/apiserver/table/row.ts'

const born = '2026-01-01T00:00:00Z'
const text = JSON.stringify({ metadata: { name: 'a"b', creationTimestamp: born } })
const entry = new Entry({ resource: 'r', namespace: '', name: 'a' }, 1, text)
const at = (seconds: number) => Date.parse(born) + seconds * 1000

test('an age grows though the rest of a row is kept', () => {
  const nothing = column('Nothing', () => undefined)
  const columns = [nameColumn(), nothing, ageColumn(), column('N', () => 7), ageColumn()]
  expect(JSON.parse(cellsText(columns, entry, at(5)))).toEqual(['a"b', null, '5s', 7, '5s'])
  expect(JSON.parse(cellsText(columns, entry, at(65)))).toEqual(['a"b', null, '65s', 7, '65s'])
  expect(cellsText([], entry, at(0))).toBe('[]')
})
