import { expect, test } from 'vitest'
import { progressLines } from '../../src/git/progress.ts'

test('a line for the end of each step, and one a second before', () => {
  const lines: string[] = []
  let time = 0
  const tell = progressLines(
    (line) => lines.push(line),
    () => time,
  )
  tell('remote: Counting objects: 100% (9/9), done.\nReceiving obj')
  tell('ects:   1% (1/99)\rReceiving objects:   2% (2/99)\r')
  time = 1500
  tell('Receiving objects:  50% (50/99), 1.00 MiB | 2.00 MiB/s\rReceiving objects:  51% (51/99)\r')
  tell('Receiving objects: 100% (99/99)\rReceiving objects: 100% (99/99), 3.00 MiB | 2.00 MiB/s, done.\n')
  tell('fatal: no\n')
  expect(lines).toEqual([
    'Receiving objects: 50% (50/99), 1.00 MiB | 2.00 MiB/s',
    'Receiving objects: 100% (99/99), 3.00 MiB | 2.00 MiB/s',
  ])
})
