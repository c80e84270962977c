/** What is said of polecats whose finalizers keep them, and what becomes of these. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import CleanFinished from '../../src/commands/clean/finished.ts'
import Delete from '../../src/commands/polecat/delete.ts'
import type { Context } from '../../src/context.ts'
import { GastownError } from '../../src/errors.ts'
import { recordMap } from '../../src/attempt/record-map.ts'
import { configMaps, leases, pods, polecats, rigs, type KubeObject } from '../../src/kube/resources.ts'
import { finishDeletion } from '../../src/polecats/finish-deletion.ts'
import { aRecorded } from '../support/a-record.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { anOperatorLease, openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

const done = { phase: 'Done', reason: 'Pushed', attempt: 1, podActive: false }

function kept(name: string, status: object = done): KubeObject {
  const polecat = aPolecat({}, {}, name)
  return { ...polecat, metadata: { ...polecat.metadata, finalizers: ['gastown.io/pods'] }, status } as KubeObject
}

async function noOperator(): Promise<void> {
  await world.client.mergePatch(leases, 'gastown-operator', 'gastown-system', { spec: { renewTime: null } })
}

/** An operator removes finalizers as soon as a deletion is requested. */
function operate(): void {
  const remove = world.client.remove.bind(world.client)
  world.client.remove = async (resource, name, namespace, call) => {
    await remove(resource, name, namespace, call)
    if (resource.plural === polecats.plural)
      await world.client.mergePatch(resource, name, namespace, { metadata: { finalizers: [] } })
  }
}

const there = (name: string) => world.client.look(polecats, name) !== undefined

test('deleted is what is gone', async () => {
  operate()
  await world.put(polecats, kept('x'))
  expect(await world.run(Delete, ['x'])).toEqual({ code: 0, stdout: 'x: deleted\n', stderr: '' })
})

test('whose pod is stopped first is still there', async () => {
  await world.put(polecats, kept('x', { ...done, phase: 'Working', podName: 'pod', podActive: true }))
  expect(await world.run(Delete, ['x', '--force'])).toMatchObject({
    code: 0,
    stdout: 'x: deletion requested; its pod is stopped first\n',
  })
})

test('the record of its attempts goes with it where that is requested, as the operator reads it', async () => {
  for (const [command, args] of [
    [Delete, ['x', '--with-record']],
    [CleanFinished, ['-A', '--yes', '--with-record']],
  ] as const) {
    await world.put(polecats, kept('x'))
    expect((await world.run(command, [...args])).code).toBe(0)
    const { metadata } = world.client.look(polecats, 'x') as KubeObject
    expect(metadata?.annotations).toMatchObject({ 'gastown.io/with-record': 'true' })
    expect(metadata?.deletionTimestamp).toBeDefined()
    await world.client.mergePatch(polecats, 'x', 'gastown-system', { metadata: { finalizers: [] } })
  }
})

describe('without an operator', () => {
  beforeEach(noOperator)

  test('delete says that it waits, and for what', async () => {
    await world.put(polecats, kept('x'))
    const words = 'waits for an operator to remove finalizers: gastown.io/pods\n'
    expect(await world.run(Delete, ['x'])).toEqual({
      code: 0,
      stdout: `x: deletion requested; ${words}`,
      stderr: [
        'No operator runs in gastown-system; install one with: gastown install',
        'Repeat it with --force to remove finalizers without an operator.\n',
      ].join('\n'),
    })
    expect((await world.run(Delete, ['x'])).stdout).toBe(`x: deletion was already requested; ${words}`)
  })

  test('--force removes the records too, where that is requested', async () => {
    for (const name of ['x', 'other']) {
      await world.put(polecats, kept(name))
      await world.put(configMaps, recordMap(world.client.look(polecats, name) as Polecat, 1, aRecorded({})))
    }
    expect((await world.run(Delete, ['x', '--force', '--with-record'])).stdout).toBe('x: deleted\n')
    expect((await world.run(Delete, ['other', '--force'])).stdout).toBe('other: deleted\n')
    const { items } = await world.client.list(configMaps, { namespace: 'gastown-system' })
    expect(items.map(({ metadata }) => metadata?.labels?.['polecat'])).toEqual(['other'])
  })

  test('delete --wait says so while it waits', async () => {
    await world.put(polecats, kept('x'), kept('other'))
    const synced = world.nextSync()
    const waiting = world.run(Delete, ['x', '--wait'])
    await synced
    await world.client.mergePatch(polecats, 'x', 'gastown-system', { metadata: { finalizers: [] } })
    expect(await waiting).toEqual({
      code: 0,
      stdout: 'x: deleted\n',
      stderr: 'No operator runs in gastown-system; install one with: gastown install\n',
    })
  })

  test('Ctrl-C of delete --wait says what becomes of it', async () => {
    await world.put(polecats, kept('x'))
    const stop = new AbortController()
    const synced = world.nextSync()
    const waiting = world.run(Delete, ['x', '--wait'], { signal: stop.signal })
    await synced
    stop.abort(new GastownError('interrupted', 'interrupted'))
    expect(await waiting).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Stopped watching; x is still being deleted\n') as string,
    })
  })

  test('delete --force removes finalizers, and ends its pods', async () => {
    await world.put(polecats, kept('x', { ...done, phase: 'Working', podName: 'pod', podActive: true }))
    const uid = world.client.look(polecats, 'x')?.metadata.uid ?? ''
    const metadata = { name: 'pod', namespace: 'gastown-workers', finalizers: ['gastown.io/record', 'other'] }
    await world.put(pods, { metadata: { ...metadata, labels: { 'gastown.io/polecat-uid': uid } } })
    expect(await world.run(Delete, ['x', '--force'])).toMatchObject({ code: 0, stdout: 'x: deleted\n' })
    expect(there('x')).toBe(false)
    expect(world.client.look(pods, 'pod')?.metadata).toMatchObject({
      finalizers: ['other'],
      deletionTimestamp: expect.any(String) as string,
    })
  })

  test('clean says what is still there', async () => {
    await world.put(polecats, kept('a'), kept('b'))
    const { code, stderr } = await world.run(CleanFinished, ['-A', '--yes'])
    expect(code).toBe(0)
    expect(stderr).toContain('Deletion of 2 requested, which are still there and wait for an operator: a, b\n')
    expect(stderr).not.toContain('Removed')
  })

  test('clean --force removes finalizers', async () => {
    await world.put(polecats, kept('a'), kept('b'))
    expect((await world.run(CleanFinished, ['-A', '--yes', '--force'])).stderr).toContain('Removed 2.\n')
    expect([there('a'), there('b')]).toEqual([false, false])
  })
})

const renewedIn = (minute: number) => anOperatorLease(`2026-03-01T10:0${minute}:00Z`)

test('finalizers stay where the Lease is renewed, whatever the clocks say', async () => {
  await world.put(polecats, kept('x'))
  const notices: string[] = []
  let looks = 0
  const get: typeof world.client.get = async (resource, ...rest) => {
    if (resource.plural === leases.plural)
      await world.client.mergePatch(leases, 'gastown-operator', 'gastown-system', renewedIn(++looks))
    return await world.client.get(resource, ...rest)
  }
  const context = {
    client: async () => ({ ...world.client, get }),
    namespace: async () => 'gastown-system',
    workerNamespace: async () => 'gastown-workers',
    isLocal: async () => false,
    signal: new AbortController().signal,
    stderr: { isTerminal: false },
    now: () => Date.parse('2026-03-01T12:00:00Z'),
    notice: (line: string) => notices.push(line),
    detail: () => undefined,
  } as unknown as Context
  const polecat = world.client.look(polecats, 'x')
  const left = await finishDeletion(context, polecat === undefined ? [] : [polecat], { force: true, renewalMs: 0 })
  expect(left).toHaveLength(1)
  expect(notices.at(-1)).toBe('Finalizers stay: an operator works, and removes them once the work is saved.')
})
