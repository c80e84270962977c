import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Delete from '../../src/commands/polecat/delete.ts'
import Describe from '../../src/commands/polecat/describe.ts'
import Retry from '../../src/commands/polecat/retry.ts'
import Terminate from '../../src/commands/polecat/terminate.ts'
import Wait from '../../src/commands/polecat/wait.ts'
import { GastownError } from '../../src/errors.ts'
import { polecats } from '../../src/kube/resources.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const attempt = { attempt: 1, podName: 'p', podUID: 'u' }
const put = (name: string, status: PolecatStatus, spec: object = {}) =>
  world.put(polecats, { ...aPolecat(spec, {}, name), status } as never)
const patch = (name: string, change: object) => world.client.mergePatch(polecats, name, 'gastown-system', change)

describe('wait', () => {
  test('prints how it ended, in whole', async () => {
    await put('x', {
      ...attempt,
      phase: 'Failed',
      reason: 'AgentFailed',
      message: 'the agent ended with status 3; pushed 1 commit (a1b2c3d) to polecat/x',
      phases: [{ name: 'agent started', seconds: 1 }],
      branch: 'polecat/x',
      startedAt: '2026-03-01T11:00:00Z',
      finishedAt: '2026-03-01T11:01:05Z',
      result: {
        saved: 'saved',
        commit: 'a1b2c3d',
        commits: 1,
        filesChanged: 2,
        insertions: 3,
        rescueRefs: ['refs/gastown/x/1/uncommitted'],
      },
    })
    expect(await world.run(Wait, ['x'])).toEqual({
      code: 10,
      stderr: '',
      stdout: `\
x: Failed (AgentFailed)
  message  the agent ended with status 3; pushed 1 commit (a1b2c3d) to polecat/x
  branch   polecat/x
  commit   a1b2c3d
  changes  1 commit, 2 files, +3 -0
  rescued  refs/gastown/x/1/uncommitted
  took     1m05s
  next     git fetch origin refs/gastown/x/1/uncommitted
  next     gastown logs x
  next     gastown retry x
`,
    })
  })

  test('what never came to its agent points to what the clone said', async () => {
    await put('x', { ...attempt, phase: 'Failed', reason: 'CloneFailed', message: 'there is no repository' })
    expect((await world.run(Wait, ['x'])).stdout).toContain('  next     gastown logs x -c git-clone\n')
    await put('y', { attempt: 1, phase: 'Failed', reason: 'InvalidSpec', message: 'the spec is invalid' })
    expect((await world.run(Wait, ['y'])).stdout).not.toContain('gastown logs')
  })

  test('for a change that comes later', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    const synced = world.nextSync()
    const waiting = world.run(Wait, ['x'])
    await synced
    await patch('x', { status: { phase: 'Done', reason: 'Pushed' } })
    expect(await waiting).toMatchObject({ code: 0, stdout: expect.stringContaining('x: Done (Pushed)') })
  })

  test('of several the first that is not 0; with --any the first that ends', async () => {
    await put('a', { ...attempt, phase: 'Done', reason: 'Pushed' })
    await put('b', { ...attempt, phase: 'Failed', reason: 'NoChanges' })
    await put('c', { ...attempt, phase: 'Failed', reason: 'OOMKilled' })
    await put('d', { ...attempt, phase: 'Working' })
    expect(await world.run(Wait, ['a', 'b', 'c'])).toMatchObject({ code: 11 })
    expect(await world.run(Wait, ['d', 'a', '--any'])).toMatchObject({ code: 0 })
  })

  test('its timeout', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    expect(await world.run(Wait, ['x', '--timeout', '0'])).toEqual({
      code: 8,
      stdout: '',
      stderr:
        'Error: x has not finished after 0 s; nothing was stopped\n  x: Working\n→ See the status with: gastown status x\n',
    })
    expect(await world.run(Wait, ['x', '--timeout', 'soon'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('  --timeout: expected a duration such as 90, 90s, 30m or 1h30m, found "soon"'),
    })
  })

  test('Stuck counts after a while; held CI changes at once', async () => {
    await put('hung', { ...attempt, phase: 'Stuck', reason: 'Hung' })
    await put('held', { ...attempt, phase: 'Stuck', reason: 'CIChangesHeld' })
    expect(await world.run(Wait, ['hung', '--stuck-after', '0'])).toMatchObject({ code: 18 })
    expect(await world.run(Wait, ['hung', '--timeout', '0'])).toMatchObject({ code: 8 })
    expect(await world.run(Wait, ['hung', '--for', 'attention'])).toMatchObject({ code: 18 })
    expect(await world.run(Wait, ['held'])).toMatchObject({ code: 18 })
  })

  test('what was just released has not ended, however its attempt did', async () => {
    const ended = { ...attempt, phase: 'Failed' as const, reason: 'AgentFailed' as const, podActive: false }
    const released = { ...ended, result: { saved: 'rescued' as const, held: 'AgentFailed' as const } }
    const made = aPolecat({ ciChanges: 'allow' }, {}, 'released')
    await world.put(polecats, { ...made, status: released } as never)
    expect(await world.run(Wait, ['released', '--timeout', '0'])).toMatchObject({ code: 8 })
  })

  test('started is when its agent is, not its pod', async () => {
    const startedAt = '2026-03-01T11:00:00Z'
    const cloning: PolecatStatus = { ...attempt, phase: 'Working', startedAt, phases: [{ name: 'pulled', seconds: 1 }] }
    await put('x', cloning)
    expect(await world.run(Wait, ['x', '--for', 'started', '--timeout', '0'])).toMatchObject({ code: 8 })
    const synced = world.nextSync()
    const waiting = world.run(Wait, ['x', '--for', 'started'])
    await synced
    await patch('x', { status: { phases: [{ name: 'agent started', seconds: 1 }] } })
    expect(await waiting).toMatchObject({ code: 0 })
    await put('y', { ...attempt, phase: 'Failed', reason: 'CloneFailed', startedAt })
    expect(await world.run(Wait, ['y', '--for', 'started'])).toMatchObject({ code: 16 })
  })

  test('missing and deleted ones', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    const missing = await world.run(Wait, ['x', 'y', 'z'])
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('y, z') })
    const synced = world.nextSync()
    const waiting = world.run(Wait, ['x'])
    await synced
    await world.client.remove(polecats, 'x', 'gastown-system')
    expect(await waiting).toMatchObject({ code: 3, stderr: expect.stringContaining('was deleted') })
  })

  test('Ctrl-C ends the wait, not the polecat', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    const stop = new AbortController()
    const synced = world.nextSync()
    const waiting = world.run(Wait, ['x'], { signal: stop.signal })
    await synced
    stop.abort()
    expect(await waiting).toEqual({
      code: 130,
      stdout: '',
      stderr: 'Stopped watching; x keeps running\n→ Watch again with: gastown status x\n',
    })
    expect(world.client.writes).toEqual([])
  })
})

test('Ctrl-C while one is being ended does not say that it keeps running', async () => {
  await put('x', { ...attempt, phase: 'Working' })
  const stop = new AbortController()
  const synced = world.nextSync()
  const waiting = world.run(Terminate, ['x', '--wait'], { signal: stop.signal })
  await synced
  stop.abort()
  const { code, stderr } = await waiting
  expect({ code, first: stderr.split('\n')[0] }).toEqual({
    code: 130,
    first: 'Stopped watching; x is still being terminated',
  })
})

describe('retry', () => {
  test('asks for one attempt more', async () => {
    await put('x', { ...attempt, phase: 'Failed', podActive: false }, { desiredState: 'Terminated' })
    expect(await world.run(Retry, ['x'])).toEqual({ code: 0, stdout: 'x: attempt 2 is queued\n', stderr: '' })
    expect(world.client.look(polecats, 'x')?.spec).toMatchObject({ attempt: 2, desiredState: 'Working' })
  })

  test('is refused while one runs', async () => {
    await put('x', { ...attempt, phase: 'Working', podActive: true })
    expect(await world.run(Retry, ['x'])).toMatchObject({ code: 6, stdout: '' })
  })

  test('of several is for all of them, or for none where one still runs', async () => {
    await put('x', { ...attempt, phase: 'Terminated', reason: 'LocalModeEnded', podActive: false })
    await put('y', { ...attempt, attempt: 2, phase: 'Failed', podActive: false })
    await put('busy', { ...attempt, phase: 'Working', podActive: true })
    const refused = await world.run(Retry, ['x', 'busy', 'y'])
    expect(refused).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('terminate busy --wait') })
    expect(world.client.writes).toEqual([])
    const { code, stdout } = await world.run(Retry, ['x', 'y'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'x: attempt 2 is queued\ny: attempt 3 is queued\n' })
  })

  test('of one that local mode ended may be asked for while its work is being saved', async () => {
    const ready = { type: 'PodReady', status: 'False', reason: 'LocalModeEnded', lastTransitionTime: '' } as const
    await put('x', { ...attempt, phase: 'Working', podActive: true, conditions: [ready] })
    expect(await world.run(Retry, ['x'])).toMatchObject({
      code: 0,
      stdout: 'x: attempt 2 is queued, and starts once attempt 1 is saved\n',
    })
  })

  test('goes on where the operator wrote meanwhile, unless an attempt runs by then', async () => {
    await put('x', { ...attempt, phase: 'Failed', podActive: false })
    const { mergePatch } = world.client
    let refusals = 3
    world.client.mergePatch = async (...call) => {
      if (refusals-- > 0) throw new GastownError('conflict', 'the object has been modified')
      return mergePatch(...call)
    }
    expect(await world.run(Retry, ['x'])).toMatchObject({ code: 0, stdout: 'x: attempt 2 is queued\n' })
    refusals = 1
    await mergePatch(polecats, 'x', 'gastown-system', { status: { attempt: 2, phase: 'Working', podActive: true } })
    expect(await world.run(Retry, ['x'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('is still running attempt 2'),
    })
  })

  test.each(['--wait', '--follow'])('%s sees the new attempt through', async (flag) => {
    await put('x', { ...attempt, phase: 'Failed', reason: 'AgentFailed', podActive: false })
    const synced = world.nextSync()
    const running = world.run(Retry, ['x', flag])
    await synced
    await patch('x', { status: { attempt: 2, phase: 'Failed', reason: 'NoChanges' } })
    const { code, stdout } = await running
    expect(code).toBe(11)
    expect(stdout).toContain('x: Failed (NoChanges)\n')
  })

  test('a wait after it is for the new attempt', async () => {
    await put('x', { ...attempt, phase: 'Failed', reason: 'AgentFailed', podActive: false })
    await world.run(Retry, ['x'])
    const synced = world.nextSync()
    const waiting = world.run(Wait, ['x'])
    await synced
    await patch('x', { status: { attempt: 2, phase: 'Done', reason: 'Pushed' } })
    expect(await waiting).toMatchObject({ code: 0 })
  })
})

describe('terminate', () => {
  test('asks for the end', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    expect(await world.run(Terminate, ['x'])).toMatchObject({ code: 0 })
    expect(world.client.look(polecats, 'x')?.spec.desiredState).toBe('Terminated')
  })

  test('touches none where one is missing', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    expect(await world.run(Terminate, ['x', 'y'])).toMatchObject({ code: 3 })
    expect(world.client.look(polecats, 'x')?.spec.desiredState).toBe('Working')
  })

  test('waits for it', async () => {
    await put('x', { ...attempt, phase: 'Working' })
    const waiting = world.run(Terminate, ['x', '--wait'])
    await world.client.until(polecats, 'x', ({ spec }) => spec.desiredState === 'Terminated')
    await patch('x', { status: { phase: 'Terminated', reason: 'Terminated' } })
    expect(await waiting).toMatchObject({ code: 15, stdout: expect.stringContaining('x: Terminated\n') })
  })
})

describe('delete', () => {
  test('what is saved', async () => {
    await put('x', { ...attempt, phase: 'Done', podActive: false, result: { saved: 'saved' } })
    await put('new', {})
    expect(await world.run(Delete, ['x', 'new'])).toMatchObject({ code: 0, stdout: 'x: deleted\nnew: deleted\n' })
    expect(world.client.look(polecats, 'x')).toBeUndefined()
  })

  test('refuses all where work of one would be lost', async () => {
    await put('ok', { ...attempt, phase: 'Done', podActive: false, result: { saved: 'saved' } })
    await put('lost', {
      ...attempt,
      phase: 'Failed',
      podActive: false,
      message: 'push failed',
      result: { saved: 'failed' },
    })
    await put('busy', { ...attempt, phase: 'Working', podActive: true })
    expect(await world.run(Delete, ['ok', 'lost', 'busy'])).toEqual({
      code: 7,
      stdout: '',
      stderr: `\
Error: nothing was deleted, because work would be lost
  lost: work of lost is not on the remote: push failed
  busy: busy still works on attempt 1
→ Save its work first with: gastown terminate busy --wait
→ Continue from what is saved with: gastown retry lost
→ Delete anyway with --force.
`,
    })
    expect(world.client.writes).toEqual([])
    expect(await world.run(Delete, ['ok', 'lost', 'busy', '--force'])).toMatchObject({ code: 0 })
  })

  test('what is saved is never asked about', async () => {
    await put('x', { ...attempt, phase: 'Done', podActive: false, result: { saved: 'saved' } })
    expect(await world.run(Delete, ['x', '--force'], { terminal: 80 })).toMatchObject({
      code: 0,
      stdout: 'x: deleted\n',
      stderr: '',
    })
  })
})

describe('what helps', () => {
  const held: PolecatStatus = {
    ...attempt,
    phase: 'Stuck',
    reason: 'CIChangesHeld',
    podActive: false,
    result: { saved: 'rescued', rescueRefs: ['refs/gastown/ci/1/branch'] },
  }

  test('held commits are looked at and released', async () => {
    await put('ci', held)
    const { stdout } = await world.run(Wait, ['ci'])
    expect(stdout).toContain('  next     gastown diff ci\n  next     gastown release ci\n')
    expect(stdout).not.toContain('gastown status')
    expect(await world.run(Delete, ['ci'])).toMatchObject({
      code: 7,
      stderr: `\
Error: nothing was deleted, because work would be lost
  ci: commits of ci wait for release at refs/gastown/ci/1/branch
→ Review the held commits, then push them: gastown diff ci, gastown release ci
→ Delete anyway with --force.
`,
    })
  })

  test('an attempt at a spec that cannot be run is not tried again as it is', async () => {
    await put('x', { attempt: 1, phase: 'Failed', reason: 'InvalidSpec', message: 'the spec is invalid' })
    const { stdout } = await world.run(Wait, ['x'])
    expect(stdout).toContain('  next     gastown describe x\n')
    expect(stdout).not.toContain('retry')
  })

  test('work that could not be pushed is where the attempt left it', async () => {
    const checkout = join(world.home, 'pods', 'u', 'volumes', 'workspace', 'repo')
    await mkdir(checkout, { recursive: true })
    world.local = { ...world.local, dataFolder: world.home }
    await put('rej', {
      ...attempt,
      phase: 'Failed',
      reason: 'PushFailed',
      podActive: false,
      result: { saved: 'failed' },
    })
    const { code, stderr } = await world.run(Delete, ['rej', '--local'])
    expect(code).toBe(7)
    expect(stderr).toContain(`its checkout is still at ${checkout}\n`)
    expect(stderr).not.toContain('terminate')
  })
})

test('as objects', async () => {
  await put('x', { ...attempt, phase: 'Done', reason: 'Pushed', podActive: false, result: { saved: 'saved' } })
  const name = 'polecat.gastown.gastown.io/x\n'
  expect(await world.run(Wait, ['x', '-o', 'name'])).toEqual({ code: 0, stdout: name, stderr: '' })
  const { stdout } = await world.run(Wait, ['x', '-o', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'Polecat', status: { reason: 'Pushed' } })
  const asked = JSON.parse((await world.run(Terminate, ['x', '-o', 'json'])).stdout)
  expect(asked).toMatchObject({ kind: 'Polecat', spec: { desiredState: 'Terminated' } })
  expect(await world.run(Delete, ['x', '-o', 'name'])).toEqual({ code: 0, stdout: name, stderr: '' })
})

test('describe tells everything', async () => {
  await put('x', {
    ...attempt,
    phase: 'Working',
    message: 'the agent is working',
    startedAt: '2026-03-01T11:58:00Z',
    sandboxed: true,
    phases: [{ name: 'cloned', seconds: 0.25 }],
    usage: { turns: 3, costBasis: 'unknown' },
    conditions: [{ type: 'Accepted', status: 'True', reason: 'Started', lastTransitionTime: '2026-03-01T11:58:00Z' }],
  })
  const { code, stdout } = await world.run(Describe, ['x'], { terminal: 100, env: { NO_COLOR: '1' } })
  expect(code).toBe(0)
  expect(stdout.replaceAll(/^Created:.*\n/gm, '')).toBe(`\
Name:       x
Namespace:  gastown-system
Phase:      Working
Message:    the agent is working
Wanted:     Working
Attempt:    1 (wanted 1)
Started:    2m ago

Work
  Rig:     athena
  Branch:  polecat/x

Agent
  Pod:        p
  Sandboxed:  yes
  Turns:      3
  Tokens:     unknown in, unknown out
  Cost:       unknown

Steps
  cloned:         0.3s
  agent started:  …

Conditions
  Accepted:  True Started

Task
  Fix the tests.
`)
})
