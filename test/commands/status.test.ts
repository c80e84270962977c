import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import Status from '../../src/commands/polecat/status.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

test('status in a pipe is a table', async () => {
  await world.put(polecats, aPolecat({}, {}, 'x'))
  const { stdout } = await world.run(Status, [])
  expect(stdout).toMatch(/^NAME {3}PHASE {5}REASON.*\nx {6}Pending/)
})

test('status on a terminal in CI is a table too', async () => {
  await world.put(polecats, aPolecat({}, {}, 'x'))
  const { stdout } = await world.run(Status, [], { terminal: 100, env: { CI: 'true', NO_COLOR: '1' } })
  expect(stdout).toMatch(/^NAME {3}PHASE/)
})

test('status of one that is missing draws nothing before it says so', async () => {
  const { code, stdout } = await world.run(Status, ['nope'], { terminal: 100 })
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
})

test('status on a terminal of several that have all finished is a table, and says how to look further', async () => {
  for (const name of ['x', 'y']) {
    await world.put(polecats, aPolecat({}, {}, name))
    await world.client.mergePatch(polecats, name, 'gastown-system', { status: { phase: 'Done', reason: 'Pushed' } })
  }
  const { stdout, stderr } = await world.run(Status, [], { terminal: 100, env: { NO_COLOR: '1' } })
  expect(stdout).toMatch(/^NAME {3}PHASE {3}REASON.*\nx {6}Done.*\ny {6}Done.*\n$/)
  expect(stderr).toBe(
    'Showing all rigs: this is not a checkout.\nAll have finished; with -w the live view of them stays open.\n',
  )
})

test('status -w in a pipe goes on with what changes', async () => {
  await world.put(polecats, aPolecat({}, {}, 'x'))
  const stop = new AbortController()
  const synced = world.nextSync()
  const watching = world.run(Status, ['-w'], { signal: stop.signal })
  await synced
  await world.client.mergePatch(polecats, 'x', 'gastown-system', { status: { phase: 'Working' } })
  await world.client.watched()
  stop.abort()
  expect((await watching).stdout).toMatch(/\nx +Pending .*\nx +Working .*\n$/)
})

describe('create --follow in a pipe', () => {
  test('lines of the agent to stdout, phases to stderr, the outcome at the end', async () => {
    await world.put(rigs, aRig())
    world.logs.set('pod/agent', ['one', 'two\u0007'])
    const synced = world.nextSync()
    const running = world.run(Create, ['x', '--rig', 'athena', '--task', 'T', '--no-check', '--follow'])
    await synced
    const phases = [{ name: 'agent started', seconds: 0 }]
    const change = (status: object) => world.client.mergePatch(polecats, 'x', 'gastown-system', { status })
    await change({ phase: 'Working', attempt: 1, podName: 'pod', podUID: 'u', podActive: true, phases })
    await change({ phase: 'Failed', reason: 'NoChanges', podActive: false, message: 'changed nothing' })
    expect(await running).toEqual({
      code: 11,
      stderr: 'x: Pending\nx: Working\nx: Failed (NoChanges)\n',
      stdout: `\
one
two␇
x: Failed (NoChanges)
  message  changed nothing
  next     gastown logs x
  next     gastown retry x
`,
    })
  })
})
