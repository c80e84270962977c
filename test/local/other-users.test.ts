/** What others on this machine can learn of local mode: nothing. The test as another user needs root to become one. */
import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/kube/connect.ts'
import { secrets } from '../../src/kube/resources.ts'
import { down } from '../../src/local/down.ts'
import { up, type Up, type UpOptions } from '../../src/local/up.ts'

const value = 'correct-horse-battery-staple'
const encoded = Buffer.from(value).toString('base64')
const namespace = 'gastown-workers'
const nobody = 65534

async function refused(writing: Promise<unknown>): Promise<void> {
  const accepted = await writing.then(
    () => true,
    () => false,
  )
  if (accepted) throw new Error('what is wrong was accepted')
}

function asNobody(program: string, ...words: string[]) {
  const { status, stdout } = spawnSync(program, words, { uid: nobody, gid: nobody, encoding: 'utf8' })
  return { failed: status !== 0, stdout }
}

describe('a Secret in local mode', () => {
  let home: string
  let options: UpOptions
  let running: Up

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'gastown-others-'))
    // Only what local mode does itself is to keep them out.
    chmodSync(home, 0o755)
    const daemonProgram = fileURLToPath(new URL('../../dist/local/daemon.js', import.meta.url))
    options = { env: { PATH: process.env.PATH, GASTOWN_HOME: join(home, 'state') }, home, daemonProgram }
    running = await up(options)
    const client = await connect({ kubeconfig: running.kubeconfig, home, env: {}, fieldManager: 'test' })
    const secret = (name: string) => ({ metadata: { name, namespace }, stringData: { key: value } })
    await client.create(secrets, secret('kept'))
    // What fails is written down the most.
    await refused(client.create(secrets, secret('Wrong!')))
    await refused(client.mergePatch(secrets, 'kept', namespace, { data: { key: [value] } }))
    client.close()
  })
  afterAll(async () => {
    await down({ ...options, force: true })
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  test('stands in the database alone, and every file is for its owner only', () => {
    const names = readdirSync(join(home, 'state'), { recursive: true, encoding: 'utf8' })
    const files = names.map((name) => join(home, 'state', name)).filter((file) => statSync(file).isFile())
    const holding = files.filter((file) => [value, encoded].some((text) => readFileSync(file).includes(text)))
    expect(holding.length).toBeGreaterThan(0)
    for (const file of holding) expect(file).toMatch(/data\/objects\.db(-wal)?$/)
    expect(files.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([])
  })

  test('the log holds no key either', () => {
    const log = readFileSync(join(home, 'state/daemon.log'), 'utf8')
    const { token } = JSON.parse(readFileSync(join(home, 'state/data/pki/credentials.json'), 'utf8')) as {
      token: string
    }
    for (const text of [token, 'PRIVATE KEY', value, encoded]) expect(log).not.toContain(text)
  })

  test('the server tells nothing to who only knows its port', async () => {
    const path = `${running.server}/api/v1/namespaces/${namespace}/secrets/kept`
    const code = await new Promise((resolve, reject) => {
      const sent = request(path, { rejectUnauthorized: false }, (answer) => resolve(answer.resume().statusCode))
      sent.on('error', reject).end()
    })
    expect(code).toBe(401)
  })

  const cannotBecome = process.getuid?.() !== 0
  test.skipIf(cannotBecome)('another user reads neither files nor the process (needs root to be one)', () => {
    expect(asNobody('ls', home)).toEqual({ failed: false, stdout: 'state\n' })
    const files = ['kubeconfig', 'daemon.log', 'data/objects.db', 'data/pki/credentials.json']
    for (const file of files) {
      expect(asNobody('cat', join(home, 'state', file)), file).toEqual({ failed: true, stdout: '' })
    }
    expect(asNobody('ls', join(home, 'state'))).toEqual({ failed: true, stdout: '' })
    expect(asNobody('cat', `/proc/${running.pid}/environ`)).toEqual({ failed: true, stdout: '' })
    expect(asNobody('touch', join(home, 'state/daemon.lock')).failed).toBe(true)
    expect(asNobody('kill', '-0', String(running.pid)).failed).toBe(true)
  })
})
