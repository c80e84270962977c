import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import ExitCodes from '../../src/commands/help/exit-codes.ts'
import LocalDown from '../../src/commands/local/down.ts'
import LocalLogs from '../../src/commands/local/logs.ts'
import LocalStatus from '../../src/commands/local/status.ts'
import LocalUp from '../../src/commands/local/up.ts'
import List from '../../src/commands/polecat/list.ts'
import { polecats } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const remembered = async () =>
  JSON.parse(await readFile(join(world.home, '.config/gastown/config.json'), 'utf8')) as unknown

test('up remembers, down forgets', async () => {
  const up = await world.run(LocalUp, [])
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('kubeconfig: /data/kubeconfig\n') })
  expect(await remembered()).toEqual({ context: 'local' })
  expect(await world.run(LocalDown, [])).toMatchObject({ code: 0, stdout: 'Local mode has ended.\n' })
  expect(await remembered()).toEqual({})
})

test('up as data', async () => {
  const { stdout, stderr } = await world.run(LocalUp, ['-o', 'json'])
  expect(JSON.parse(stdout)).toEqual(world.local)
  expect(stderr).toContain('Local mode runs already.')
})

test('down speaks of work only where there is some', async () => {
  expect((await world.run(LocalDown, [])).stderr).toBe('')
  await world.put(polecats, { ...aPolecat(), status: { phase: 'Working', podActive: true } } as never)
  expect((await world.run(LocalDown, [])).stderr).toContain('Polecats save their work first')
  expect((await world.run(LocalDown, ['--force'])).stderr).toBe('')
  world.local = { ...world.local, running: false }
  expect(await world.run(LocalDown, [])).toMatchObject({ stdout: 'Local mode did not run.\n', stderr: '' })
})

test('status starts nothing', async () => {
  world.local = { running: false, dataFolder: '/data', kubeconfig: '/data/kubeconfig' }
  const { stdout } = await world.run(LocalStatus, [])
  expect(stdout).toBe('running:    no\nkubeconfig: /data/kubeconfig\ndata:       /data\n')
  expect(JSON.parse((await world.run(LocalStatus, ['-o', 'json'])).stdout)).toEqual(world.local)
  expect((await world.run(LocalStatus, ['-o', 'yaml'])).stdout).toContain('running: false\n')
  expect((await world.run(LocalLogs, [])).stdout).toBe('a line\n')
})

test.each([
  [[], {}, true, false],
  [[], {}, false, true],
  [['--local'], {}, true, true],
  [['--context', 'local'], {}, true, true],
  [['--context', 'other'], {}, false, false],
  [['--kubeconfig', 'k'], { GASTOWN_CONTEXT: 'local' }, true, false],
  [[], { GASTOWN_CONTEXT: 'local' }, true, true],
  [[], { GASTOWN_CONTEXT: '' }, true, false],
])('flags %j, environment %j, cluster %j: local %j', async (argv, env, cluster, local) => {
  world.cluster = cluster
  world.local = { ...world.local, running: false }
  let started = false
  world.onLocalUp = () => (started = true)
  await world.run(List, argv, { env })
  expect(started).toBe(local)
})

test('local mode that is remembered says once that KUBECONFIG is not used', async () => {
  await world.run(LocalUp, [])
  const notice = 'Local mode is used, as "gastown local up" has set'
  const other = (await world.run(List, [], { env: { KUBECONFIG: '/other' } })).stderr
  expect(other.split(notice)).toHaveLength(2)
  for (const env of [{ KUBECONFIG: world.local.kubeconfig }, { KUBECONFIG: '' }])
    expect((await world.run(List, [], { env })).stderr).not.toContain(notice)
  const named = await world.run(List, ['--local'], { env: { KUBECONFIG: '/other' } })
  expect(named.stderr).not.toContain(notice)
})

test('flags that name two servers', async () => {
  expect(await world.run(List, ['--local', '--kubeconfig', 'k'])).toMatchObject({ code: 2, stdout: '' })
})

test('a request timeout that is none', async () => {
  const ran = await world.run(List, ['--request-timeout', 'x'])
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('--request-timeout: expected a duration') })
})

test('help exit-codes', async () => {
  const { stdout } = await world.run(ExitCodes, [])
  expect(stdout).toMatch(/^CODE {3}MEANING +REASONS\n0 +fine +Pushed\n/)
  expect(stdout).toMatch(/^130 +interrupted/m)
  const rows = JSON.parse((await world.run(ExitCodes, ['-o', 'json'])).stdout) as unknown[]
  expect(rows).toContainEqual({ code: 12, meaning: 'the deadline passed', reasons: ['DeadlineExceeded'] })
})
