/** With a stand-in for macOS's `security`. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readKeychain } from '../../src/secrets/keychain.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-keychain-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const signal = new AbortController().signal
const ask = (path = `${folder}:/usr/bin:/bin`) => readKeychain('an item', { env: { PATH: path }, signal })

function security(script: string): void {
  writeFileSync(join(folder, 'security'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/asked\n${script}\n`)
  chmodSync(join(folder, 'security'), 0o755)
}

test('an item, asked for by name', async () => {
  security(`echo '{"claudeAiOauth":{}}'`)
  expect(await ask()).toBe('{"claudeAiOauth":{}}\n')
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('find-generic-password\n-s\nan item\n-w\n')
})

test('a value in hex', async () => {
  security('echo 7b2261223a2022c3b6227d')
  expect(await ask()).toBe('{"a": "ö"}')
})

test('no item, and no program', async () => {
  security('exit 44')
  expect(await ask()).toBeUndefined()
  expect(await ask(join(folder, 'nowhere'))).toBeUndefined()
})

test('an item that may not be read is not repeated', async () => {
  security('echo secret; echo secret >&2; exit 128')
  await expect(ask()).rejects.toMatchObject({ kind: 'denied', message: 'the Keychain did not give the login' })
})
