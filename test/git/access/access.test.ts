import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareAccess, type Access } from '../../../src/git/access/access.ts'
import { listRefs } from '../../../src/git/list-refs.ts'
import { parseRemote } from '../../../src/git/remote-url.ts'
import { serveGit } from '../../support/servers/git-http.ts'

interface Ground extends Disposable {
  readonly folder: string
  write(name: string, text: string, mode?: number): void
  open(url: string, env?: Record<string, string>, machineGit?: boolean): Access
}

function ground(): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-access-'))
  for (const name of ['private', 'credential', 'known-hosts', 'home']) mkdirSync(join(folder, name))
  return {
    folder,
    write: (name, text, mode = 0o600) => {
      writeFileSync(join(folder, name), text, { mode })
      chmodSync(join(folder, name), mode)
    },
    open: (url, env = {}, machineGit = false) =>
      prepareAccess(
        parseRemote(url, true),
        {
          private: join(folder, 'private'),
          credential: join(folder, 'credential'),
          knownHosts: join(folder, 'known-hosts'),
          repositories: ['/base/base.git'],
        },
        { machineGit, env: { PATH: process.env.PATH, ...env } },
      ),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

/** What git would send to this URL. */
function credential({ env }: Access, url: string): string {
  const { stdout } = spawnSync('git', ['credential', 'fill'], { env, input: `url=${url}\n\n`, encoding: 'utf8' })
  return stdout
}

function config({ env }: Access, name: string): string {
  return spawnSync('git', ['config', '--get-all', name], { env, encoding: 'utf8', cwd: '/' }).stdout.trim()
}

const key = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-key-'))
  try {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
    return readFileSync(join(folder, 'key'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('nothing of the environment or the machine reaches git', () => {
  using at = ground()
  at.write('home/.gitconfig', '[user]\n\tname = Somebody\n')
  const home = join(at.folder, 'home')
  const access = at.open('/srv/a.git', { HOME: home, GIT_DIR: '/x', SSH_AUTH_SOCK: '/x', http_proxy: 'x', TOKEN: 'x' })
  expect(Object.keys(access.env).toSorted()).toEqual([
    'GIT_ASKPASS',
    'GIT_ATTR_NOSYSTEM',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_NOSYSTEM',
    'GIT_EDITOR',
    'GIT_NO_LAZY_FETCH',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_OPTIONAL_LOCKS',
    'GIT_PAGER',
    'GIT_TERMINAL_PROMPT',
    'HOME',
    'LC_ALL',
    'PATH',
    'SSH_ASKPASS',
  ])
  expect(config(access, 'user.name')).toBe('')
  expect(config(access, 'protocol.allow')).toBe('never')
  expect(config(access, 'protocol.file.allow')).toBe('always')
  expect(config(access, 'protocol.ssh.allow')).toBe('')
})

test("the machine's own set-up comes first, ours wins, and its credential helpers stay", () => {
  using at = ground()
  at.write('home/.gitconfig', '[user]\n\tname = Somebody\n[core]\n\tfsmonitor = evil\n[credential]\n\thelper = store\n')
  const home = join(at.folder, 'home')
  const access = at.open('git@git.example.com:a', { HOME: home, SSH_AUTH_SOCK: '/agent', TOKEN: 'x' }, true)
  expect(access.env).toMatchObject({ HOME: home, SSH_AUTH_SOCK: '/agent' })
  expect(access.env.TOKEN).toBeUndefined()
  expect(access.env.GIT_SSH_COMMAND).toMatch(/^ssh -o BatchMode=yes/)
  expect(config(access, 'user.name')).toBe('Somebody')
  expect(config(access, 'credential.helper')).toBe('store')
  expect(config(access, 'core.fsmonitor').split('\n').at(-1)).toBe('false')

  at.write('home/.gitconfig', '[core]\n\tsshCommand = ssh -i /my/key\n')
  expect(at.open('git@git.example.com:a', { HOME: home }, true).env.GIT_SSH_COMMAND).toBeUndefined()
})

test('a token goes to its host alone, port and scheme included', () => {
  using at = ground()
  at.write('credential/username', 'bot\n')
  at.write('credential/password', `p'a"s$(id) s\\n%s\n`)
  at.write('credential/host', 'git.example.com\n')
  const access = at.open('https://git.example.com/team/app.git')
  expect(credential(access, 'https://git.example.com/team/app.git')).toContain(
    `username=bot\npassword=p'a"s$(id) s\\n%s\n`,
  )
  for (const url of [
    'https://git.example.com:8443/a',
    'http://git.example.com/a',
    'https://evil.example.com/a',
    'https://git.example.com.evil.example/a',
    'https://x.git.example.com/a',
  ])
    expect(credential(access, url)).not.toContain('password')
  const text = readFileSync(join(at.folder, 'private/gitconfig'), 'utf8')
  expect(text + JSON.stringify(access.env)).not.toContain('$(id)')
})

test('a token for another host is refused before anything is asked', () => {
  using at = ground()
  at.write('credential/password', 'x')
  at.write('credential/host', 'other.example.com')
  expect(() => at.open('https://git.example.com/a')).toThrow(/is for another host than git\.example\.com/)
})

test.each(['', '\n', 'two\nlines\n', 'crlf\r\n'])('a password like %j is refused', (text) => {
  using at = ground()
  at.write('credential/password', text)
  expect(() => at.open('https://git.example.com/a')).toThrow(/empty or has more than one line/)
})

test('a redirect is not followed, so the token stays with its host', async () => {
  using at = ground()
  const elsewhere = await serveGit(at.folder)
  const server = await serveGit(at.folder, { redirect: elsewhere.url })
  try {
    at.write('credential/password', 'x')
    const access = at.open(`${server.url}/a.git`)
    await expect(listRefs(access)).rejects.toMatchObject({ kind: 'spec', message: /redirect/ })
    expect(elsewhere.requests).toEqual([])
  } finally {
    await server.close()
    await elsewhere.close()
  }
})

test('a refused token is told from a missing repository', async () => {
  using at = ground()
  const server = await serveGit(at.folder, { user: { name: 'bot', password: 'right' } })
  try {
    await expect(listRefs(at.open(`${server.url}/a.git`))).rejects.toMatchObject({ kind: 'authentication' })
    at.write('credential/username', 'bot')
    at.write('credential/password', 'wrong')
    await expect(listRefs(at.open(`${server.url}/a.git`))).rejects.toMatchObject({ kind: 'authentication' })
    at.write('credential/password', 'right')
    await expect(listRefs(at.open(`${server.url}/a.git`))).rejects.toMatchObject({ kind: 'not-found' })
  } finally {
    await server.close()
  }
})

test('an ssh key is used in place where ssh would take it, and copied where it would not', () => {
  using at = ground()
  const text = key()
  at.write('credential/ssh-privatekey', text)
  at.write('credential/known_hosts', 'git.example.com ssh-ed25519 AAAA')
  at.write('known-hosts/known_hosts', 'other.example.com ssh-ed25519 BBBB\n')
  const access = at.open('git@git.example.com:a')
  expect(access.env.GIT_SSH_COMMAND).toContain(`IdentityFile="${join(at.folder, 'credential/ssh-privatekey')}"`)
  expect(readFileSync(join(at.folder, 'private/known_hosts'), 'utf8')).toBe(
    'git.example.com ssh-ed25519 AAAA\nother.example.com ssh-ed25519 BBBB\n',
  )
  for (const [content, mode] of [
    [text, 0o644],
    [text.trimEnd(), 0o600],
  ] as const) {
    at.write('credential/ssh-privatekey', content, mode)
    expect(at.open('git@git.example.com:a').env.GIT_SSH_COMMAND).toContain(
      `IdentityFile="${join(at.folder, 'private/ssh-key')}"`,
    )
    expect(readFileSync(join(at.folder, 'private/ssh-key'), 'utf8')).toBe(text)
  }
})

test('without host keys ssh is not even started', () => {
  using at = ground()
  at.write('credential/ssh-privatekey', key())
  expect(() => at.open('git@git.example.com:a')).toThrow(expect.objectContaining({ kind: 'host-key' }))
})
