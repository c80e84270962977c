import { expect, test } from 'vitest'
import { parseRemote } from '../../src/git/remote-url.ts'

test.each([
  ['git@git.example.com:team/app.git', 'ssh', 'git.example.com'],
  ['git.example.com:app', 'ssh', 'git.example.com'],
  ['ssh://git@git.example.com:2222/app.git', 'ssh', 'git.example.com:2222'],
  ['https://git.example.com/app.git', 'https', 'git.example.com'],
  ['https://git.example.com:8443/app.git', 'https', 'git.example.com:8443'],
  ['http://127.0.0.1:3000/app.git', 'http', '127.0.0.1:3000'],
  ['/srv/git/app.git', 'file', ''],
  ['file:///srv/git/app.git', 'file', ''],
])('%s', (url, transport, host) => {
  expect(parseRemote(url, true)).toEqual({ transport, url, host, shown: url })
})

test.each(['https://user:secret@git.example.com/a', 'ext::sh -c id', '--upload-pack=id', 'http://git.example.com/a'])(
  'refuses %s',
  (url) => {
    expect(() => parseRemote(url, true)).toThrow(expect.objectContaining({ kind: 'spec' }))
    expect(() => parseRemote(url, true)).not.toThrow(/secret/)
  },
)
