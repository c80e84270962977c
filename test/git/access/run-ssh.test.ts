import { expect, test } from 'vitest'
import { sshAddress } from '../../../src/git/access/run-ssh.ts'

test.each([
  ['git@example.com:me/app.git', ['git@example.com'], 'me/app.git'],
  ['example.com:/srv/app.git', ['example.com'], '/srv/app.git'],
  ['git@[::1]:app', ['git@::1'], 'app'],
  ['ssh://git@example.com/me/app.git', ['git@example.com'], '/me/app.git'],
  ['ssh://git@example.com:2222/me/app.git', ['-p', '2222', 'git@example.com'], '/me/app.git'],
  ['ssh://[::1]:22/my%20app', ['-p', '22', '::1'], '/my app'],
  ['ssh://git@example.com/~/app', ['git@example.com'], '~/app'],
])('%s', (url, options, path) => {
  expect(sshAddress(url)).toEqual({ options, path })
})
