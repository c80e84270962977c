import { expect, test } from 'vitest'
import { diffText } from '../../src/output/polecat/diff-text.ts'
import { workLines } from '../../src/output/polecat/work-lines.ts'
import { terminalOf } from '../../src/terminal.ts'

const pipe = terminalOf({ write: () => true }, {})
const screen = terminalOf({ write: () => true, isTTY: true, columns: 80 }, { TERM: 'xterm' })

const found = {
  attempt: 2,
  branch: 'polecat/fix',
  source: 'remote',
  work: {
    base: 'b'.repeat(40),
    tip: 'c'.repeat(40),
    commits: [
      {
        commit: 'c'.repeat(40),
        author: 'Eve\u001B[2J',
        date: '2026-01-01T00:00:00Z',
        subject: 'Clear\u001B]0;x\u0007',
      },
    ],
    uncommitted: [{ status: 'A', path: 'a\nb' }],
  },
} as const

test('log and status, with the words of the agent made harmless', () => {
  expect(workLines(found, pipe)).toEqual([
    'attempt 2, polecat/fix: 1 commit since bbbbbbb, from the remote',
    'ccccccc 2026-01-01T00:00:00Z Eve␛[2J: Clear␛]0;x␇',
    'uncommitted:',
    'A a␊b',
  ])
})

test('a difference: coloured on a terminal, never obeyed', () => {
  const diff = 'diff --git a/x b/x\n@@ -1 +1 @@\n-old\n+new \u001B[31m\u0007\n same\n'
  expect(diffText(diff, pipe)).toBe('diff --git a/x b/x\n@@ -1 +1 @@\n-old\n+new ␇\n same\n')
  expect(diffText(diff, screen)).toContain('\u001B[32m+new ␇\u001B[39m\n same\n')
})
