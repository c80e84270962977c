import { expect, test } from 'vitest'
import { parseRemote } from '../../../src/git/remote-url.ts'
import { endpointOf } from '../../../src/saving/lfs/endpoint.ts'

function endpoint(repository: string, configured?: string): unknown {
  try {
    const found = endpointOf(parseRemote(repository, true), configured)
    if (found.kind === 'web') return [found.url, found.trusted]
    return found.kind === 'ssh' ? ['ssh', found.remote.url] : ['folder', found.repository]
  } catch (error) {
    return (error as Error).message
  }
}

const here = 'https://git.example.com/me/app'

test.each([
  [here, [`${here}.git/info/lfs`, true]],
  [`${here}.git`, [`${here}.git/info/lfs`, true]],
  [`${here}.git/`, [`${here}.git/info/lfs`, true]],
  ['https://git.example.com:8443/app.git', ['https://git.example.com:8443/app.git/info/lfs', true]],
  ['http://127.0.0.1:3000/app.git', ['http://127.0.0.1:3000/app.git/info/lfs', true]],
  ['git@git.example.com:me/app.git', ['ssh', 'git@git.example.com:me/app.git']],
  ['/srv/app.git', ['folder', '/srv/app.git']],
  ['file:///srv/my%20app.git', ['folder', '/srv/my app.git']],
])('of its own, %s has %j', (repository, expected) => {
  expect(endpoint(repository)).toEqual(expected)
})

test.each([
  [here, 'https://git.example.com/other/lfs', ['https://git.example.com/other/lfs', true]],
  [here, 'https://lfs.example.com/app/', ['https://lfs.example.com/app', false]],
  [here, 'https://git.example.com:444/app', ['https://git.example.com:444/app', false]],
  [here, 'http://127.0.0.1:9999/app', ['http://127.0.0.1:9999/app', false]],
  ['git@git.example.com:app', 'https://git.example.com/app', ['https://git.example.com/app', false]],
  ['git@git.example.com:app', 'ssh://git@git.example.com/big', ['ssh', 'ssh://git@git.example.com/big']],
  ['/srv/app.git', 'https://lfs.example.com/app', ['https://lfs.example.com/app', false]],
])('for %s, .lfsconfig may name %s', (repository, configured, expected) => {
  expect(endpoint(repository, configured)).toEqual(expected)
})

test.each([
  [here, 'http://lfs.example.com/app', /plain http/],
  [here, 'git@git.example.com:app', /credential is not for/],
  ['git@git.example.com:app', 'git@other.example.com:app', /credential is not for/],
  ['/srv/app.git', 'file:///etc', /a file URL/],
  ['/srv/app.git', '/etc', /a path/],
  [here, 'ext::sh -c x', /runs a program|space/],
  [here, 'ssh://-oProxyCommand=x/app', /ssh would take for an option|no URL/],
  [here, 'https://me:secret@lfs.example.com/app', /contains a password/],
  [here, 'https://lfs.example.com/app?x=y', /after '\?'/],
])('for %s, .lfsconfig may not name %s', (repository, configured, expected) => {
  expect(endpoint(repository, configured)).toMatch(expected)
  expect(endpoint(repository, configured)).not.toMatch(/me:secret/)
})
