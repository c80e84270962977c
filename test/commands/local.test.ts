import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import ExitCodes from '../../src/commands/help/exit-codes.ts'
import LocalDown from '../../src/commands/local/down.ts'
import LocalLogs from '../../src/commands/local/logs.ts'
import LocalStatus from '../../src/commands/local/status.ts'
import LocalUp from '../../src/commands/local/up.ts'
import List from '../../src/commands/polecat/list.ts'
import Retry from '../../src/commands/polecat/retry.ts'
import RigCreate from '../../src/commands/rig/create.ts'
import SecretsList from '../../src/commands/secrets/list.ts'
import { polecats } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

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
  expect(await world.run(LocalDown, [])).toMatchObject({ code: 0, stdout: 'Local mode stopped.\n' })
  expect(await remembered()).toEqual({})
})

test('up as data', async () => {
  const { stdout, stderr } = await world.run(LocalUp, ['-o', 'json'])
  expect(JSON.parse(stdout)).toEqual(world.local)
  expect(stderr).toContain('Local mode is already running.')
})

describe('down where polecats work', () => {
  const working = {
    phase: 'Working',
    podActive: true,
    attempt: 2,
    branch: 'polecat/b',
    startedAt: '2026-03-01T11:57:00Z',
  }
  beforeEach(async () => {
    await world.put(polecats, { ...aPolecat({}, {}, 'busy'), status: working } as never)
    await world.put(polecats, {
      ...aPolecat({}, {}, 'waits'),
      status: { phase: 'Pending', reason: 'RigFull' },
    } as never)
  })

  test('is refused without a terminal, with the list, and changes nothing', async () => {
    await world.run(LocalUp, [])
    const { code, stdout, stderr } = await world.run(LocalDown, [])
    expect({ code, stdout, downs: world.downs }).toEqual({ code: 7, stdout: '', downs: [] })
    expect(stderr).toContain('busy: attempt 2 is working on polecat/b, since 3m')
    expect(stderr).toContain('gastown local down --yes')
    expect(await remembered()).toEqual({ context: 'local' })
  })

  test('says with --yes whom it ends, what came of each, and how to go on with all of them', async () => {
    world.drained = [
      { name: 'busy', ended: true, reason: 'LocalModeEnded', message: 'pushed 1 commit' },
      { name: 'other', ended: true, reason: 'LocalModeEnded', message: 'nothing to save' },
      { name: 'good', ended: true, reason: 'Pushed', message: 'pushed 2 commits' },
    ]
    const { code, stdout, stderr } = await world.run(LocalDown, ['--yes', '--timeout', '2m'])
    expect(code).toBe(0)
    expect(world.downs).toMatchObject([{ force: false, timeoutSeconds: 120 }])
    expect(stderr).toContain('Stopping busy; their work is saved first.')
    expect(stdout).toBe(
      [
        'Local mode stopped.',
        'busy: pushed 1 commit',
        'other: nothing to save',
        'good: pushed 2 commits',
        'Queued until the next start: waits',
        'Continue with: gastown retry busy other --local',
        '',
      ].join('\n'),
    )
    world.cluster = false
    expect((await world.run(LocalDown, ['--yes'])).stdout).toContain('gastown retry busy other\n')
  })

  test('does not pretend that all is saved', async () => {
    world.drained = [
      { name: 'away', ended: false, message: 'the remote is away', checkout: '/data/pods/1/repo' },
      {
        name: 'refused',
        ended: true,
        reason: 'PushFailed',
        message: 'not pushed\u001b[2J',
        checkout: '/data/pods/2/repo',
      },
    ]
    const { code, stdout } = await world.run(LocalDown, ['--yes'])
    expect(code).toBe(8)
    expect(stdout).toContain(
      'away: not saved yet: the remote is away\n  its checkout is kept at /data/pods/1/repo; the next',
    )
    expect(stdout).toContain('\n  its checkout is kept at /data/pods/2/repo\n')
    expect(stdout).toContain('gastown retry away --local\n')
    expect(stdout).not.toContain('\u001b')
  })

  test('waits without a question where it is ending already', async () => {
    world.local = { ...world.local, ending: '2026-03-01T11:59:00Z' }
    const { code, stderr } = await world.run(LocalDown, [])
    expect(code).toBe(0)
    expect(world.downs).toHaveLength(1)
    expect(stderr).toContain('already stopping')
  })

  test('is told where the daemon ended otherwise, and its agents go on', async () => {
    world.drained = undefined
    world.local = { ...world.local, leftPods: ['busy-1a2b-2'] }
    const { code, stdout, stderr } = await world.run(LocalDown, ['--yes'])
    expect({ code, stdout }).toEqual({ code: 8, stdout: '' })
    expect(stderr).toContain('busy-1a2b-2 keep running without it')
  })

  test('with --force asks nothing, and needs no server', async () => {
    world.client.list = () => Promise.reject(new Error('no answer'))
    expect(await world.run(LocalDown, ['--force'])).toMatchObject({ code: 0, stderr: '' })
    expect(world.downs).toMatchObject([{ force: true }])
  })
})

test('agents without a daemon are taken over before they are ended', async () => {
  world.local = { ...world.local, running: false, leftPods: ['fix-it-1a2b-1'] }
  world.onLocalUp = () => (world.local = { ...world.local, running: true, leftPods: undefined })
  expect(await world.run(LocalDown, [])).toMatchObject({ code: 0, stderr: expect.stringContaining('fix-it-1a2b-1') })
  expect(world.downs).toHaveLength(1)
  world.local = { ...world.local, running: false }
  expect(await world.run(LocalDown, [])).toMatchObject({ stdout: 'Local mode was not running.\n', stderr: '' })
})

describe('down where a daemon is starting or stopping', () => {
  const changing = { running: false, dataFolder: '/data', kubeconfig: '/data/kubeconfig', changing: true } as const
  const waits = 'Local mode is starting or stopping; waiting for it.\n'

  test('asks it to end once it serves', async () => {
    const serving = world.local
    world.local = changing
    world.onSettling = () => (world.local = serving)
    const down = await world.run(LocalDown, ['--yes'])
    expect(down).toMatchObject({ code: 0, stdout: 'Local mode stopped.\n', stderr: waits })
    expect(world.downs).toHaveLength(1)
  })

  test('tells what it leaves once it has ended, and starts none', async () => {
    const left = { name: 'busy', ended: false, message: 'the remote is away', checkout: '/data/pods/1/repo' }
    world.local = changing
    world.onSettling = () => (world.local = { ...changing, changing: undefined, ended: { drained: [left] } } as never)
    const down = await world.run(LocalDown, ['--yes'])
    expect(down).toMatchObject({ code: 8, stdout: expect.stringContaining('busy: not saved yet'), stderr: waits })
    expect(world.downs).toEqual([])
  })

  test('says that it has ended where nobody asked it to save', async () => {
    world.local = changing
    world.onSettling = () => (world.local = { ...changing, changing: undefined, ended: {} } as never)
    expect(await world.run(LocalDown, [])).toMatchObject({ code: 0, stdout: 'Local mode stopped.\n', stderr: waits })
  })
})

test('status says that it is ending, and what goes on without a daemon', async () => {
  world.local = { ...world.local, ending: '2026-03-01T11:59:00Z' }
  expect((await world.run(LocalStatus, [])).stdout).toContain('ending:     since 2026-03-01T11:59:00Z')
  world.local = { running: false, dataFolder: '/data', kubeconfig: '/data/kubeconfig', leftPods: ['a-1', 'b-1'] }
  expect((await world.run(LocalStatus, [])).stdout).toContain('left:       a-1, b-1 keep running')
})

test('whatever local mode ends under starts it again, as it starts one that does not run; what ends it does not', async () => {
  await world.put(polecats, { ...aPolecat({}, {}, 'ended'), status: { phase: 'Failed', attempt: 1 } } as never)
  let starts = 0
  const commands: readonly (readonly [Parameters<FakeWorld['run']>[0], readonly string[]])[] = [
    [Retry, ['ended']],
    [RigCreate, ['athena', '--git-url', 'git@github.com:myorg/athena.git']],
    [SecretsList, []],
    [List, []],
  ]
  for (const [command, argv] of commands) {
    expect(await world.run(command, [...argv, '--local'])).toMatchObject({ code: 0 })
    world.onLocalUp = () => starts++
    await (world.reopen as FakeWorld['reopen'])?.()
    world.onLocalUp = () => undefined
    world.reopen = undefined
  }
  expect(starts).toBe(4)
  await world.run(LocalDown, ['--yes'])
  expect(world.reopen).toBeUndefined()
  await world.run(List, ['--context', 'prod'])
  expect(world.reopen).toBeUndefined()
})

test('status starts nothing', async () => {
  world.local = { running: false, dataFolder: '/data', kubeconfig: '/data/kubeconfig' }
  const { stdout } = await world.run(LocalStatus, [])
  expect(stdout).toBe('running:    no\nkubeconfig: /data/kubeconfig\ndata:       /data\n')
  const agentsSee = { system: ['/usr'], programs: [], links: {}, hidden: [], leftOut: {} }
  const json = (await world.run(LocalStatus, ['-o', 'json'])).stdout
  expect(JSON.parse(json)).toEqual({ ...world.local, agentsSee })
  expect((await world.run(LocalStatus, ['-v'])).stdout).toBe(`${stdout}\nVisible to agents, read-only:\n  /usr\n`)
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
  const notice = 'Using local mode, as set by "gastown local up"'
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
  expect(stdout).toMatch(/^CODE {3}MEANING +REASONS\n0 +success +Pushed\n/)
  expect(stdout).toMatch(/^130 +interrupted/m)
  const rows = JSON.parse((await world.run(ExitCodes, ['-o', 'json'])).stdout) as unknown[]
  expect(rows).toContainEqual({ code: 12, meaning: 'the deadline passed', reasons: ['DeadlineExceeded'] })
})
