import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keyFailure } from '../../../src/git/access/ssh-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'gastown-key-'))
afterAll(() => rmSync(folder, { recursive: true }))

let made = 0
function key(passphrase: string, ...options: string[]): { text: string; publicHalf: string } {
  const file = join(folder, `key${(made += 1)}`)
  execFileSync('ssh-keygen', ['-q', '-N', passphrase, '-f', file, ...options])
  return { text: readFileSync(file, 'utf8'), publicHalf: readFileSync(`${file}.pub`, 'utf8') }
}

const ed25519 = key('', '-t', 'ed25519')

test('takes keys that ssh takes', () => {
  const pem = key('', '-t', 'ecdsa', '-m', 'PEM')
  for (const text of [ed25519.text, pem.text, ed25519.text.trimEnd()]) expect(keyFailure(text)).toBeUndefined()
})

test.each([
  ['an encrypted key', () => key('secret', '-t', 'ed25519').text, /is encrypted/],
  ['an encrypted PEM key', () => key('secret', '-t', 'ecdsa', '-m', 'PEM').text, /is encrypted/],
  ['an encrypted PKCS8 key', () => key('secret', '-t', 'ecdsa', '-m', 'PKCS8').text, /is encrypted/],
  ['the public half', () => ed25519.publicHalf, /public half/],
  ['Windows line ends', () => ed25519.text.replaceAll('\n', '\r\n'), /Windows line ends/],
  ['half a key', () => ed25519.text.slice(0, 100), /cut short/],
  ['a PuTTY key', () => 'PuTTY-User-Key-File-3: ssh-ed25519', /PuTTY/],
  ['nothing', () => '\n', /is empty/],
  ['something else', () => 'hunter2', /is not a private key/],
  ['a broken one', () => '-----BEGIN OPENSSH PRIVATE KEY-----\n\n-----END OPENSSH PRIVATE KEY-----\n', /is not whole/],
])('refuses %s', (_, text, words) => {
  const failure = keyFailure(text())
  expect(failure?.words).toMatch(words)
  expect(failure?.kind).toBe('authentication')
})
