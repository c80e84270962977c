import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownAccess } from '../../src/checkout/own-git.ts'
import { listRefs } from '../../src/git/list-refs.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gastown-own-git-'))
  git('init', '-q', '-b', 'main', 'work')
  git('-C', 'work', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'Begin')
  await writeFile(join(folder, 'ssh'), '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n', { mode: 0o755 })
})
afterEach(() => rm(folder, { recursive: true }))

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: 'pipe' })
}

const repository = () => `git@nowhere.invalid:${join(folder, 'work')}`
async function refsFrom(place: string, more: Record<string, string> = {}): Promise<string[]> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...more }
  const context = { env, cwd: place, signal: new AbortController().signal, isLocal: async () => true }
  return [...(await listRefs(await ownAccess(repository(), context))).keys()]
}

test('a remote is reached as the checkout that the command is called in reaches it', async () => {
  git('-C', 'work', 'config', 'core.sshCommand', join(folder, 'ssh'))
  expect(await refsFrom(join(folder, 'work'))).toEqual(['refs/heads/main'])
  await mkdir(join(folder, 'elsewhere'))
  await expect(refsFrom(join(folder, 'elsewhere'))).rejects.toThrow(/nowhere\.invalid/)
})

test('with what the environment has already set', async () => {
  git('-C', 'work', 'config', 'http.extraHeader', 'X: y')
  const given = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.sshCommand',
    GIT_CONFIG_VALUE_0: join(folder, 'ssh'),
  }
  expect(await refsFrom(join(folder, 'work'), given)).toEqual(['refs/heads/main'])
})

test('a current directory that is gone is in no checkout', async () => {
  await expect(refsFrom(join(folder, 'gone'))).rejects.toThrow(/nowhere\.invalid/)
})
