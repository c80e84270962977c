/** Every command that loses something, or pays for it again: asks on a terminal, and in a pipe needs --yes. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import CleanAll from '../../src/commands/clean/all.ts'
import CleanFinished from '../../src/commands/clean/finished.ts'
import CleanOrphans from '../../src/commands/clean/orphans.ts'
import LocalDown from '../../src/commands/local/down.ts'
import Delete from '../../src/commands/polecat/delete.ts'
import Retry from '../../src/commands/polecat/retry.ts'
import RigDelete from '../../src/commands/rig/delete.ts'
import SecretsDelete from '../../src/commands/secrets/delete.ts'
import { polecats, rigs, secrets } from '../../src/kube/resources.ts'
import { newRig } from '../../src/rig/new-rig.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const of = (name: string, status: object) => ({ ...aPolecat({ rig: 'athena' }, {}, name), status }) as never
const ended = { attempt: 1, podActive: false, finishedAt: '2026-03-01T10:00:00Z', result: { saved: 'saved' } }
const done = (name = 'colours') => of(name, { ...ended, phase: 'Done', reason: 'Pushed', usage: { costUSD: 1.25 } })

const putRig = () => world.put(rigs, newRig('athena', { gitURL: 'git@github.com:myorg/athena.git' }) as never)
const putDone = () => world.put(polecats, done())
const putFolder = async () => {
  world.cluster = false
  world.left = [
    {
      folder: '/data/pods/.removed-1',
      since: '2026-03-01T11:00:00Z',
      rig: 'athena',
      unsaved: undefined,
      remove: async () => undefined,
    },
  ]
}
const putSecret = () =>
  world.put(secrets, {
    metadata: { name: 'key', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'llm' } },
    data: { 'api-key': '' },
  } as never)

const cases: [
  string,
  Parameters<FakeWorld['run']>[0],
  readonly string[],
  { set: () => Promise<void>; question: string; refused: string },
][] = [
  [
    'clean finished',
    CleanFinished,
    ['-A'],
    { set: putDone, question: 'Remove it? [y/N]', refused: 'nothing was removed\n  --yes: required' },
  ],
  [
    'clean all',
    CleanAll,
    ['-A'],
    { set: putDone, question: 'Remove it? [y/N]', refused: 'nothing was removed\n  --yes: required' },
  ],
  [
    'clean orphans',
    CleanOrphans,
    ['-A'],
    {
      set: putFolder,
      question: 'Remove it? [y/N]',
      refused: 'nothing was removed\n  --yes: required',
    },
  ],
  [
    'secrets delete',
    SecretsDelete,
    ['key'],
    { set: putSecret, question: 'Remove it? [y/N]', refused: 'nothing was removed\n  --yes: required' },
  ],
  [
    'local down',
    LocalDown,
    [],
    {
      set: () => world.put(polecats, of('busy', { attempt: 1, phase: 'Working', podActive: true })),
      question: 'Stop it? Work is saved first',
      refused: 'nothing was stopped: 1 polecat is running\n  busy: ',
    },
  ],
  [
    'rig delete',
    RigDelete,
    ['athena'],
    {
      set: async () => {
        await putRig()
        await putDone()
      },
      question:
        '1 finished polecat of rig athena would stay; without it no new attempt of it starts. Delete rig athena? [y/N]',
      refused:
        'nothing was deleted: 1 finished polecat of rig athena would stay; without it no new attempt of it starts\n  colours: is Done\n',
    },
  ],
  [
    'retry of what is Done',
    Retry,
    ['colours'],
    {
      set: putDone,
      question:
        'colours is Done (Pushed), its last attempt cost $1.25. A new attempt replaces that outcome. Retry it? [y/N]',
      refused:
        'nothing was retried: a new attempt would replace that outcome\n  colours: is Done (Pushed), its last attempt cost $1.25\n',
    },
  ],
]

test.each(cases)('%s', async (_, command, argv, { set, question, refused }) => {
  await set()
  const asked = () => [world.client.writes.length, world.downs.length]
  const before = asked()
  const piped = await world.run(command, argv)
  expect(piped).toMatchObject({ code: 7, stderr: expect.stringContaining(`Error: ${refused}`) })
  expect(piped.stderr).toContain('--yes')
  const no = await world.run(command, argv, { terminal: 200, typed: 'n\n' })
  expect(no).toMatchObject({ code: 0, stderr: expect.stringContaining(question) })
  expect(no.stderr).toMatch(/Nothing was \w+\.\n$/)
  expect(asked()).toEqual(before)
  expect(await world.run(command, argv, { terminal: 200, typed: 'y\n' })).toMatchObject({ code: 0 })
})

test.each(cases)('%s with --yes asks nothing', async (_, command, argv, { set, question }) => {
  await set()
  const { code, stderr } = await world.run(command, [...argv, '--yes'])
  expect({ code, asked: stderr.includes(question) }).toEqual({ code: 0, asked: false })
})

test('rig delete names ten finished polecats, and says how many more there are', async () => {
  await putRig()
  await world.put(polecats, ...Array.from({ length: 31 }, (_, i) => done(`p${i}`)))
  const { code, stderr } = await world.run(RigDelete, ['athena'])
  expect(code).toBe(7)
  expect(stderr).toContain('  p9: is Done\n  and: 21 more; see them with: gastown list -A\n')
  expect(world.client.look(rigs, 'athena')).toBeDefined()
})

test('delete --force names what may be lost; it asks on a terminal, and has its answer without one', async () => {
  const put = () =>
    world.put(
      polecats,
      of('lost', { ...ended, podName: 'p', phase: 'Failed', message: 'push failed', result: { saved: 'failed' } }),
    )
  const argv = ['lost', '--force']
  await put()
  const no = await world.run(Delete, argv, { terminal: 200, typed: 'n\n' })
  expect(no.stderr).toBe(
    'work of lost is not on the remote: push failed\n' +
      'Work that is not on the remote may be lost. Delete anyway? [y/N] Nothing was deleted.\n',
  )
  expect(world.client.look(polecats, 'lost')).toBeDefined()
  expect(await world.run(Delete, argv, { terminal: 200, typed: 'y\n' })).toMatchObject({ code: 0 })
  expect(world.client.look(polecats, 'lost')).toBeUndefined()
  await put()
  const piped = await world.run(Delete, argv)
  expect(piped).toMatchObject({ code: 0, stderr: 'work of lost is not on the remote: push failed\n' })
  expect(world.client.look(polecats, 'lost')).toBeUndefined()
})
