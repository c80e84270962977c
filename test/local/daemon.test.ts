/** The daemon itself, as a process: started, found, crashed, replaced, ended. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../src/kube/connect.ts'
import { crds, namespaces, pods, secrets } from '../../src/kube/resources.ts'
import { openCgroups } from '../../src/kubelet/limits/cgroups.ts'
import { allProcesses, processInfo } from '../../src/kubelet/run/process-id.ts'
import { daemonLog } from '../../src/local/daemon-log.ts'
import { down } from '../../src/local/down.ts'
import { status } from '../../src/local/status.ts'
import { up, type UpOptions } from '../../src/local/up.ts'
import { full, inFull, moreInFull, onlyInFull } from '../support/full.ts'

const daemonProgram = fileURLToPath(new URL('../../dist/local/daemon.js', import.meta.url))
let home: string
let options: UpOptions

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gastown-local-'))
  options = { env: { PATH: process.env.PATH, GASTOWN_HOME: join(home, 'state') }, home, daemonProgram }
})
afterEach(async () => {
  await down({ ...options, force: true })
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

test('starts, answers, is found again, and ends', async () => {
  expect(status(options)).toEqual({
    running: false,
    dataFolder: join(home, 'state'),
    kubeconfig: join(home, 'state/kubeconfig'),
  })
  const first = await up(options)
  expect(first).toMatchObject({ running: true, started: true, notices: [], server: expect.stringMatching(/^https:/) })
  expect(await up(options)).toMatchObject({ pid: first.pid, started: false })
  expect(status(options)).toMatchObject({ pid: first.pid, server: first.server })
  expect((await stat(first.kubeconfig)).mode & 0o777).toBe(0o600)
  expect((await stat(first.dataFolder)).mode & 0o777).toBe(0o700)
  const client = await connect({ kubeconfig: first.kubeconfig, home, env: {}, fieldManager: 'test' })
  const names = (await client.list(namespaces)).items.map((item) => item.metadata?.name)
  expect(names).toEqual(expect.arrayContaining(['gastown-system', 'gastown-workers']))
  expect((await client.list(crds)).items).toHaveLength(2)
  client.close()
  expect(await down(options)).toEqual({ wasRunning: true, drained: [] })
  expect(status(options).running).toBe(false)
  expect(await down(options)).toEqual({ wasRunning: false })
  // The same address as before.
  expect((await up(options)).server).toBe(first.server)
})

test('several commands at once start one daemon', async () => {
  const all = await Promise.all([up(options), up(options), up(options)])
  expect(new Set(all.map((one) => one.pid)).size).toBe(1)
  expect(all.filter((one) => one.started)).toHaveLength(1)
})

test('what was begun before the daemon ended goes on with the next one; what watches starts none', async () => {
  const first = await up(options)
  const connection = { kubeconfig: first.kubeconfig, home, env: {}, fieldManager: 'test' }
  const without = await connect(connection)
  const hints = { ECONNREFUSED: 'start it' }
  const client = await connect({ ...connection, hints, reopen: async () => void (await up(options)) })
  await client.create(secrets, aSecret('one'))
  process.kill(first.pid ?? 0, 'SIGTERM')
  // The old one may still answer.
  expect((await client.list(secrets)).items).toHaveLength(1)
  await expect.poll(() => processInfo(first.pid ?? 0)).toBeUndefined()
  await down(options)
  await expect(without.list(secrets)).rejects.toMatchObject({ kind: 'unreachable' })
  await client.create(secrets, aSecret('two'))
  expect(status(options)).toMatchObject({ running: true, server: first.server })
  for await (const event of client.watch(secrets)) {
    if (event.type === 'synced') await client.create(secrets, aSecret('three'))
    if (event.type === 'put' && event.object.metadata?.name === 'three') break
  }
  await down(options)
  const known = { kind: 'unreachable', hints: ['start it'] }
  await expect(client.list(secrets)).rejects.toMatchObject(known)
  const exec = { command: ['true'], stdout: new PassThrough() }
  await expect(client.exec('pod', 'gastown-workers', exec)).rejects.toMatchObject(known)
  expect(status(options).running).toBe(false)
  for (const one of [client, without]) one.close()
})

test('a crashed daemon is replaced, and that is told', async () => {
  const first = await up(options)
  process.kill(first.pid ?? 0, 'SIGKILL')
  await expect.poll(() => status(options).running).toBe(false)
  const second = await up(options)
  expect(second).toMatchObject({ started: true, notices: [expect.stringContaining(`process ${first.pid}`)] })
  const log = async () => {
    let all = ''
    for await (const text of daemonLog({ ...options, tail: 2, signal: AbortSignal.timeout(5000) })) all += text
    return all.trim().split('\n')
  }
  // Its last line is written after it has told us that it is ready.
  await expect.poll(log).toEqual([expect.stringContaining(`process ${first.pid}`), expect.stringContaining('serves')])
})

test.runIf(full)(`a lock that names no process is replaced without naming one${onlyInFull}`, async () => {
  await mkdir(join(home, 'state'))
  await writeFile(join(home, 'state', 'daemon.lock'), '')
  const { notices } = await up(options)
  expect(notices).toEqual(['The last daemon did not stop properly; what it ran is taken over.'])
})

test.runIf(full)(`a port that is taken is named${onlyInFull}`, async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
  )
  try {
    await expect(up({ ...options, port })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(String(port)),
    })
    expect(status(options).running).toBe(false)
    // Nothing is left that hinders the next start.
    expect((await up(options)).notices).toEqual([])
  } finally {
    other.close()
  }
})

test('a folder that cannot be made is named', async () => {
  const file = join(home, 'file')
  await writeFile(file, '')
  await expect(up({ ...options, env: { ...options.env, GASTOWN_HOME: join(file, 'state') } })).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining(file),
  })
  await expect(up({ ...options, env: { ...options.env, GASTOWN_HOME: 'here' } })).rejects.toMatchObject({
    kind: 'invalid',
    problems: [{ field: 'GASTOWN_HOME' }],
  })
})

const endings = [
  ['the daemon', () => {}],
  ['what it left where it was killed', (pid: number) => process.kill(pid, 'SIGKILL')],
] as const

test.skipIf(!existsSync('/dev/shm')).for(inFull(endings, endings.slice(0, 1)))(
  `once the folder is gone %s ends what runs and itself, and leaves no secret in memory and no control group${moreInFull}`,
  async ([, before]) => {
    const memory = await mkdtemp('/dev/shm/gastown-test-')
    const secretFolders = () => readdir(join(memory, 'gastown'))
    const { pid = 0, kubeconfig } = await up({ ...options, env: { ...options.env, XDG_RUNTIME_DIR: memory } })
    const client = await connect({ kubeconfig, home, env: {}, fieldManager: 'test' })
    const pod = {
      metadata: { name: 'left', namespace: 'gastown-workers', annotations: { 'gastown.io/unsandboxed': 'true' } },
      spec: {
        volumes: [{ name: 's', secret: { secretName: 'sec' } }],
        containers: [
          { name: 'main', image: 'x', command: ['sleep', '4712'], volumeMounts: [{ name: 's', mountPath: '/s' }] },
        ],
      },
    }
    const sec = { metadata: { name: 'sec', namespace: 'gastown-workers' }, stringData: { k: 'v' } }
    await client.create(secrets, sec as never)
    await client.create(pods, pod as never)
    const isRunning = async () => (await client.get(pods, 'left', 'gastown-workers')).status?.phase
    await expect.poll(isRunning).toBe('Running')
    client.close()
    await expect.poll(agents).toHaveLength(1)
    expect(await secretFolders()).toHaveLength(1)
    const { folders } = await openCgroups({ name: join(home, 'state/pods') })
    const groups = () => folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
    expect(groups().filter((name) => name.endsWith('.main.0')).length).toBe(folders.length)
    before(pid)
    await rename(join(home, 'state'), join(home, 'elsewhere'))
    await rm(join(home, 'elsewhere'), { recursive: true, force: true, maxRetries: 20 })
    await expect.poll(() => processInfo(pid)).toBeUndefined()
    await expect.poll(agents, { timeout: 100_000 }).toEqual([])
    await expect.poll(secretFolders).toEqual([])
    await expect.poll(() => folders.filter((folder) => existsSync(folder))).toEqual([])
    await expect.poll(ofLauncher, { timeout: 100_000 }).toEqual([])
    await rm(memory, { recursive: true })
  },
)

function aSecret(name: string): never {
  return { metadata: { name, namespace: 'gastown-workers' } } as never
}

function agents(): number[] {
  return processesOf('sleep\u00004712')
}

/** Of the shells that start shims, and of the shims. */
function ofLauncher(): number[] {
  return processesOf(join(home, 'state/pods'))
}

function processesOf(words: string): number[] {
  return allProcesses().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(words)
    } catch {
      // It ended meanwhile.
      return false
    }
  })
}
