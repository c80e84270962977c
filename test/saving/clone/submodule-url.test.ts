import { expect, test } from 'vitest'
import { parseRemote } from '../../../src/git/remote-url.ts'
import { submoduleRemote } from '../../../src/saving/clone/submodule-url.ts'

test.each([
  ['https://git.example.com/a/main.git', '../lib.git', 'https://git.example.com/a/lib.git'],
  ['https://git.example.com/a/main.git/', '../../b/lib', 'https://git.example.com/b/lib'],
  ['git@git.example.com:a/main.git', '../lib.git', 'git@git.example.com:a/lib.git'],
  ['git@git.example.com:main.git', '../lib.git', 'git@git.example.com:lib.git'],
  ['/srv/git/main.git', '../lib.git', '/srv/git/lib.git'],
  ['https://git.example.com/a/main.git', 'https://other.example.com/lib.git', 'https://other.example.com/lib.git'],
  ['https://git.example.com/a/main.git', './lib.git', 'https://git.example.com/a/main.git/lib.git'],
])('%s with %s', (parent, url, expected) => {
  expect(submoduleRemote(parseRemote(parent, true), { url, path: 'vendor/lib' }).url).toBe(expected)
})

test.each([
  ['/srv/git/main.git', '../../private/lib.git'],
  ['/srv/git/main.git', '/srv/git/lib.git'],
  ['/srv/git/main.git', 'file:///srv/git/lib.git'],
  ['https://git.example.com/a/main.git', '../../../../other.example.com/lib'],
  ['https://git.example.com/a/main.git', 'ext::sh -c id'],
  ['https://git.example.com/a/main.git', '-u./x'],
])('%s refuses %s', (parent, url) => {
  expect(() => submoduleRemote(parseRemote(parent, true), { url, path: 'vendor/lib' })).toThrow(
    expect.objectContaining({
      kind: 'spec',
      words: expect.stringMatching(/^the URL of the submodule vendor\/lib .*submodules to false/),
    }),
  )
})
