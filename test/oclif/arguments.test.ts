import { expect, test } from 'vitest'
import { forOclif } from '../../src/oclif/arguments.ts'
import { unescapeTaskFlag } from '../../src/oclif/escape-task-flag.ts'

test.each([
  [
    ['create', '--task', '--help', 'x'],
    ['create', '--task', '\u0000--help', 'x'],
  ],
  [
    ['create', '--task=-f x'],
    ['create', '--task', '\u0000-f x'],
  ],
  [
    ['create', '--task'],
    ['create', '--task'],
  ],
  [
    ['create', '--dry-run', 'x'],
    ['create', '--dry-run', 'client', 'x'],
  ],
  [
    ['polecat', 'create', '--dry-run=server'],
    ['polecat', 'create', '--dry-run=server'],
  ],
  [
    ['clean', 'orphans', '--dry-run'],
    ['clean', 'orphans', '--dry-run'],
  ],
])('%j', (given, ready) => expect(forOclif(given)).toEqual(ready))

test('a marked task is what it was', () => {
  expect([unescapeTaskFlag('\u0000--help'), unescapeTaskFlag('plain')]).toEqual(['--help', 'plain'])
})
