/** With a stand-in for macOS's `security`. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keychainService, readKeychain } from '../../src/secrets/keychain.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-keychain-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const signal = new AbortController().signal
const ask = (env: Record<string, string> = {}) =>
  readKeychain({ env: { PATH: `${folder}:/usr/bin:/bin`, ...env }, signal })

function security(script: string): void {
  writeFileSync(join(folder, 'security'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/asked\n${script}\n`)
  chmodSync(join(folder, 'security'), 0o755)
}

test('the item of Claude Code, asked for by name', async () => {
  security(`echo '{"claudeAiOauth":{}}'`)
  expect(await ask()).toBe('{"claudeAiOauth":{}}\n')
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('find-generic-password\n-s\nClaude Code-credentials\n-w\n')
})

test('with a configuration elsewhere the item has another name', async () => {
  security('echo x')
  await ask({ CLAUDE_CONFIG_DIR: '/conf' })
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain(`${keychainService('/conf')}\n`)
  expect(keychainService('/conf')).toMatch(/^Claude Code-credentials-[0-9a-f]{8}$/)
})

test('a value in hex', async () => {
  security('echo 7b2261223a2022c3b6227d')
  expect(await ask()).toBe('{"a": "ö"}')
})

test('no item, and no program', async () => {
  security('exit 44')
  expect(await ask()).toBeUndefined()
  expect(await readKeychain({ env: { PATH: join(folder, 'nowhere') }, signal })).toBeUndefined()
})

test('an item that may not be read is not repeated', async () => {
  security('echo secret; echo secret >&2; exit 128')
  await expect(ask()).rejects.toMatchObject({ kind: 'denied', message: 'the Keychain did not give the login' })
})
