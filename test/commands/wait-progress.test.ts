/** What a wait says while it goes on, and where it ends. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import Wait from '../../src/commands/polecat/wait.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

const full = 'no node has enough free cpu'
const unschedulable = { phase: 'Pending', reason: 'Unschedulable', message: full }

async function become(name: string, status: object): Promise<void> {
  await world.client.mergePatch(polecats, name, 'gastown-system', { status }, { subresource: 'status' })
}

const states = [
  unschedulable,
  unschedulable,
  { phase: 'Working', reason: null, message: 'the agent works', podActive: true },
  { phase: 'Working', usage: { turns: 3 } },
  { phase: 'Done', reason: 'Pushed', message: 'pushed', podActive: false },
]
const told = [`x: Pending (Unschedulable): ${full}`, 'x: Working: the agent works', '']

test('wait says each change of phase, reason or message once', async () => {
  await world.put(polecats, aPolecat({}, {}, 'x'))
  const synced = world.nextSync()
  const waiting = world.run(Wait, ['x'])
  await synced
  for (const status of states) await become('x', status)
  expect(await waiting).toMatchObject({ code: 0, stderr: told.join('\n') })
})

test('create --wait says them too', async () => {
  const synced = world.nextSync()
  const waiting = world.run(Create, ['x', '--no-check', '--rig', 'athena', '--task', 'Fix it', '--wait'])
  await synced
  for (const status of states) await become('x', status)
  expect(await waiting).toMatchObject({ code: 0, stderr: told.join('\n') })
})

test('the time-out ends with phase, reason and message', async () => {
  await world.put(polecats, { ...aPolecat({}, {}, 'x'), status: unschedulable } as never)
  await world.put(polecats, { ...aPolecat({}, {}, 'ended'), status: { phase: 'Done', reason: 'Pushed' } } as never)
  const { code, stderr } = await world.run(Wait, ['x', 'ended', '--timeout', '0'])
  expect(code).toBe(8)
  expect(stderr).toContain(
    [
      'Error: x has not finished after 0 s; nothing was stopped',
      `  x: Pending (Unschedulable): ${full}`,
      '→ See the status with: gastown status x',
    ].join('\n'),
  )
})

test('what others wrote is safe to print, and on one line', async () => {
  const status = { phase: 'Stuck', reason: 'Hung', message: 'no\n\u001B[2Jsign' }
  await world.put(polecats, { ...aPolecat({}, {}, 'x'), status } as never)
  const { stderr } = await world.run(Wait, ['x', '--timeout', '0'])
  expect(stderr).toContain('x: Stuck (Hung): no ␛[2Jsign\n')
})
