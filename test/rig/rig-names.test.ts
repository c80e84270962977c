import { expect, test } from 'vitest'
import { freeRigName, prefixOf, rigNameOf } from '../../src/rig/rig-names.ts'
import { sameRepository } from '../../src/rig/same-repository.ts'

test.each([
  ['git@github.com:myorg/My_App.git', 'my-app', 'ma'],
  ['https://git.example/a/athena/', 'athena', 'ath'],
  ['/srv/x.git', 'x', 'gt'],
  ['/srv/中.git', 'rig', 'rig'],
  ['ssh://h/1-2-3', '1-2-3', 'gt'],
])('%s', (url, name, prefix) => {
  expect([rigNameOf(url), prefixOf(rigNameOf(url))]).toEqual([name, prefix])
})

test('a name that is taken gets a number', () => {
  expect(freeRigName('a', new Set(['a', 'a-2']))).toBe('a-3')
})

test.each([
  ['git@github.com:o/r.git', 'https://github.com/o/r', true],
  ['git@github.com:o/r.git', 'ssh://git@GitHub.com:22/o/r/', true],
  ['ssh://git@h:2222/o/r', 'ssh://git@h/o/r', false],
  ['git@h:o/r', 'git@h:o/s', false],
  ['/srv/r.git', 'file:///srv/r', true],
  ['/srv/r.git', 'git@srv:r.git', false],
])('%s and %s: %j', (a, b, same) => expect(sameRepository(a, b)).toBe(same))
