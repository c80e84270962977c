import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareAccess } from '../../src/git/access/access.ts'
import { listRefs } from '../../src/git/list-refs.ts'
import { parseRemote } from '../../src/git/remote-url.ts'
import { git } from '../support/attempt-folder.ts'
import { freePort } from '../support/free-port.ts'
import { serveGitOverSsh, type GitSsh } from '../support/servers/git-ssh.ts'

const address = '127.0.0.1'

/** sshd logs a user in with the login shell of its account. */
const able = existsSync('/usr/sbin/sshd') && !/(nologin|false)$/.test(userInfo().shell ?? '')

describe.skipIf(!able)('a real ssh server (needs /usr/sbin/sshd and an account with a shell)', () => {
  let folder: string
  let server: GitSsh

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gastown-ssh-'))
    git(folder, 'init', '-q', '--bare', 'app.git')
    server = await serveGitOverSsh({ folder, address, port: await freePort() })
  })
  afterAll(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function ask(path: string, key: string, knownHosts: string): Promise<unknown> {
    const credential = mkdtempSync(join(folder, 'secret-'))
    mkdirSync(join(credential, 'private'))
    writeFileSync(join(credential, 'ssh-privatekey'), key, { mode: 0o600 })
    writeFileSync(join(credential, 'known_hosts'), knownHosts)
    const places = { private: join(credential, 'private'), credential, knownHosts: '/nonexistent', repositories: [] }
    const env = { PATH: process.env.PATH }
    return listRefs(prepareAccess(parseRemote(server.url(path), false), places, { machineGit: false, env }))
  }

  test('answers the right key', async () => {
    expect(await ask('app.git', server.privateKey, server.knownHosts)).toEqual(new Map())
  })

  test('a host key that is not known, and one that has changed', async () => {
    const [place = '', type = ''] = server.knownHosts.split(' ')
    const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const asked = (hosts: string): Promise<unknown> => ask('app.git', server.privateKey, hosts)
    await expect(asked(`elsewhere.example ${type} ${other}\n`)).rejects.toMatchObject({
      kind: 'host-key',
      message: expect.stringMatching(/is not known$/),
    })
    await expect(asked(`${place} ${type} ${other}\n`)).rejects.toMatchObject({
      kind: 'host-key',
      message: expect.stringMatching(/not the one that is known$/),
    })
  })

  test('a key that the server does not know, and a repository that is not there', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'stranger')])
    const stranger = readFileSync(join(folder, 'stranger'), 'utf8')
    await expect(ask('app.git', stranger, server.knownHosts)).rejects.toMatchObject({ kind: 'authentication' })
    await expect(ask('no.git', server.privateKey, server.knownHosts)).rejects.toMatchObject({ kind: 'not-found' })
  })
})
