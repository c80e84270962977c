import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutCredentials } from '../../src/git/without-credentials.ts'

test.each([
  ['https://git.example/r.git', 'https://git.example/r.git'],
  ['https://token@git.example/r.git', 'https://git.example/r.git'],
  ['https://user:pass@word@git.example:8443/r@1', 'https://git.example:8443/r@1'],
  ['HTTP://x:y@host/r', 'HTTP://host/r'],
  ['ssh://git@git.example/r', 'ssh://git@git.example/r'],
  ['ssh://git:secret@git.example/r', 'ssh://git@git.example/r'],
  ['git@git.example:r.git', 'git@git.example:r.git'],
  ['user:secret@git.example:r.git', 'user@git.example:r.git'],
  ['/srv/a@b:c/r.git', '/srv/a@b:c/r.git'],
  ['../r@x.git', '../r@x.git'],
  ['no_push', 'no_push'],
])('%s is shown as %s', (url, shown) => {
  expect(withoutCredentials(url)).toBe(shown)
})

test('no password of any URL stays', () => {
  const secret = fc.stringMatching(/^[A-Z][A-Za-z0-9!$&*+=:@%-]{5,20}$/)
  const form = fc.constantFrom('https://', 'http://', 'ssh://', 'ftp://', '')
  fc.assert(
    fc.property(form, secret, (scheme, word) => {
      const tail = scheme === '' ? 'git.example:r' : 'git.example/r'
      expect(withoutCredentials(`${scheme}user:${word}@${tail}`)).not.toContain(word)
    }),
  )
})
