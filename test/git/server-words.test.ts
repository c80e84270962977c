import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sanitizeLine } from '../../src/text/sanitize.ts'
import { serverWords } from '../../src/git/server-words.ts'
import { inFull } from '../support/full.ts'

const progress =
  'Counting objects: 100% (3/3), done.\nWriting objects: 100% (3/3), 200 bytes, done.\nTotal 3 (delta 0)\n'

test.each([
  ['remote: Resolving deltas: 100% (1/1)\nremote: closed         \nremote: closed\n', 'closed'],
  ['error: remote unpack failed: unable to create temporary object directory\n', 'unable to create temporary object'],
  ['remote: fatal: no room\nerror: remote unpack failed: unpack-objects abnormal exit\n', 'fatal: no room'],
  ['FATAL: W app bot DENIED by fallthru\nfatal: Could not read from remote repository.\n', 'FATAL: W app bot DENIED'],
  ['Killed\nfatal: the remote end hung up unexpectedly\n', ''],
  ['', ''],
])('%j', (stderr, words) => {
  expect(serverWords(progress + stderr)).toContain(words)
  expect(serverWords(progress + stderr) === '').toBe(words === '')
})

test('of many words the last are told, cut to what a message has room for, whatever they are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }),
      fc.integer({ min: 20, max: 300 }),
      (lines, max) => {
        const words = serverWords(lines.map((line) => `remote: ${line}\n`).join(''), max)
        expect([...words].length).toBeLessThanOrEqual(max)
        expect(sanitizeLine(words, max)).toBe(words)
      },
    ),
    { numRuns: inFull(100, 20) },
  )
  const many = Array.from({ length: 100 }, (_, at) => `remote: line ${at}\n`).join('')
  expect(serverWords(many, 30)).toBe('line 97 line 98 line 99')
})
