import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keyFailure } from '../../src/git/access/ssh-key.ts'
import { makeSshKey, publicBlob, sshFingerprint } from '../../src/secrets/openssh-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'gastown-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const keygen = (...args: string[]) => spawnSync('ssh-keygen', args, { cwd: folder, encoding: 'utf8' })
const hasKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined

// Comments of every length, because the padding depends on it.
test.runIf(hasKeygen).each(['', 'a', 'gastown', 'gastown myorg/athena', 'ö', '12345678'])(
  'ssh-keygen finds the public half of a key with the comment "%s"',
  (comment) => {
    const pair = makeSshKey(comment)
    const file = join(folder, `key-${comment.length}`)
    writeFileSync(file, pair.private, { mode: 0o600 })
    expect(keygen('-y', '-f', file)).toMatchObject({ status: 0, stdout: `${pair.public.trimEnd()}\n` })
    const blob = publicBlob(pair.private)
    expect(blob?.toString('base64')).toBe(pair.public.split(' ')[1])
    expect(keygen('-lf', file).stdout).toContain(sshFingerprint(blob ?? Buffer.of()))
    expect(keyFailure(pair.private)).toBeUndefined()
  },
)

test('no two keys are alike', () => {
  expect(makeSshKey('').private).not.toBe(makeSshKey('').private)
})

test.each([
  ['another format', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n'],
  ['one cut short', makeSshKey('x').private.slice(0, 90)],
  ['nothing', ''],
])('no public half of %s', (_, text) => {
  expect(publicBlob(text)).toBeUndefined()
})
