import { expect, test } from 'vitest'
import { listedPolecats, polecatColumns } from '../../src/polecat/columns.ts'

const columns = [{ name: 'Name' }, ...polecatColumns]

function row(values: Readonly<Record<string, unknown>>): unknown[] {
  return columns.map(({ name }) => values[name] ?? null)
}

test('a row of the server is as much of a polecat as a table shows', () => {
  const done = row({
    Name: 'a',
    Phase: 'Done',
    Rig: 'athena',
    Age: '3m',
    Created: '2026-01-02T03:04:05Z',
    Sandboxed: false,
    Attempt: 2,
    'Wanted Branch': 'mine',
  })
  expect(listedPolecats({ columns, rows: [done, row({ Name: 'b', Rig: 'athena' })] })).toEqual([
    {
      metadata: { name: 'a', creationTimestamp: '2026-01-02T03:04:05Z' },
      spec: { rig: 'athena', kubernetes: { workBranch: 'mine' } },
      status: { phase: 'Done', sandboxed: false, attempt: 2 },
    },
    { metadata: { name: 'b' }, spec: { rig: 'athena', kubernetes: {} } },
  ])
})

test('the columns stand where the server says, not where we wrote them', () => {
  const turned = { columns: columns.toReversed(), rows: [row({ Name: 'a', Rig: 'r' }).toReversed()] }
  expect(listedPolecats(turned)).toEqual([{ metadata: { name: 'a' }, spec: { rig: 'r', kubernetes: {} } }])
})

test('an older definition, without some of them, is no table for us', () => {
  expect(listedPolecats({ columns: columns.filter(({ name }) => name !== 'Created'), rows: [] })).toBeUndefined()
})
