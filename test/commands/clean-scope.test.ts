/** What the clean commands leave alone: other rigs, unless all are asked for. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import CleanAll from '../../src/commands/clean/all.ts'
import CleanFinished from '../../src/commands/clean/finished.ts'
import CleanOrphans from '../../src/commands/clean/orphans.ts'
import CleanRefs from '../../src/commands/clean/refs.ts'
import { GastownError } from '../../src/errors.ts'
import { pods, polecats, rigs } from '../../src/kube/resources.ts'
import { aCheckout } from '../support/a-checkout.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
const urlOf = (name: string) => `https://127.0.0.1:1/org/${name}.git`

beforeEach(async () => {
  world = await openWorld()
  for (const name of ['shop', 'site']) {
    await world.put(rigs, aRig({ gitURL: urlOf(name) }, name))
    await world.put(polecats, {
      ...aPolecat({ rig: name }, {}, `of-${name}`),
      status: { phase: 'Done', attempt: 1, podActive: false, finishedAt: '2026-02-01T00:00:00Z' },
    } as never)
    await world.put(pods, orphan(`pod-${name}`, { 'gastown.io/rig': name }))
  }
  await world.put(pods, orphan('pod-unknown', {}))
})
afterEach(() => world.close())

const orphan = (name: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'gastown-workers',
    labels: { ...labels, 'app.kubernetes.io/managed-by': 'gastown-operator', 'gastown.io/polecat-uid': 'gone' },
  },
  status: { phase: 'Pending' },
})
const checkout = (name: string) => aCheckout(join(world.home, name), urlOf(name))
const clean = (command: Parameters<FakeWorld['run']>[0], argv: readonly string[], folder?: string) =>
  world.run(command, ['--yes', ...argv], { folder })
const deleted = () => world.client.writes.filter((write) => write.startsWith('delete'))
const gone = (names: readonly string[]) => names.map((name) => `delete ${name}`)

describe.each([
  ['finished', CleanFinished, ['polecats/of-shop'], ['polecats/of-shop', 'polecats/of-site']],
  ['orphans', CleanOrphans, ['pods/pod-shop'], ['pods/pod-shop', 'pods/pod-site', 'pods/pod-unknown']],
] as const)('clean %s', (_, command, ofShop, ofAll) => {
  test("in a checkout: its rig's alone, and that is said", async () => {
    const { code, stderr } = await clean(command, [], checkout('shop'))
    expect(code).toBe(0)
    expect(stderr).toContain("Cleaning rig shop, this checkout's; -A for all rigs.\n")
    expect(deleted()).toEqual(gone(ofShop))
  })

  test("with --rig: that one's, wherever it is called", async () => {
    expect((await clean(command, ['--rig', 'shop'], checkout('site'))).stderr).toContain('Cleaning rig shop.\n')
    expect(deleted()).toEqual(gone(ofShop))
  })

  test('with -A: all', async () => {
    expect((await clean(command, ['-A'], checkout('shop'))).stderr).toContain('Cleaning all rigs.\n')
    expect(deleted()).toEqual(gone(ofAll))
  })

  test.each([
    ['this is not a checkout', () => world.home],
    ['no rig found for the repository of this checkout', () => checkout('other')],
    ['git reports no remote of this checkout', () => aCheckout(join(world.home, 'bare'))],
  ])('asks for a rig where none is told: %s', async (why, folder) => {
    const { code, stdout, stderr } = await clean(command, [], folder())
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      `Error: cannot infer which rigs to clean\n  --rig, -A: ${why}: expected --rig NAME, or -A for all rigs\n`,
    )
    expect(deleted()).toEqual([])
  })

  test('both flags at once, and a rig that is not there', async () => {
    expect(await clean(command, ['--rig', 'shop', '-A'])).toMatchObject({ code: 2 })
    expect(await clean(command, ['--rig', 'shpo'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('did you mean shop?'),
    })
    expect(deleted()).toEqual([])
  })
})

test('two rigs of one repository are cleaned together', async () => {
  await world.put(rigs, aRig({ gitURL: urlOf('shop') }, 'shop-2'))
  await world.put(polecats, { ...aPolecat({ rig: 'shop-2' }, {}, 'more'), status: { phase: 'Done' } } as never)
  const { stderr } = await clean(CleanFinished, [], checkout('shop'))
  expect(stderr).toContain("Cleaning rigs shop and shop-2, this checkout's; -A for all rigs.\n")
  expect(deleted()).toEqual(['delete polecats/of-shop', 'delete polecats/more'])
})

test('orphans whose rig is not known are told of, and go with -A alone', async () => {
  world.cluster = false
  const removed: string[] = []
  world.left = ['shop', 'site', undefined].map((rig) => ({
    folder: `/data/pods/${rig}`,
    since: '2026-03-01T11:00:00Z',
    rig,
    unsaved: undefined,
    remove: async () => void removed.push(String(rig)),
  }))
  const { stderr } = await clean(CleanOrphans, ['--rig', 'shop'])
  expect(stderr).toContain('2 items are kept: their rigs are unknown (-A cleans all)\n')
  expect(removed).toEqual(['shop'])
})

test('what a rig has left that is gone can be named', async () => {
  await world.client.remove(rigs, 'shop', undefined)
  world.client.writes.length = 0
  const { code, stderr } = await clean(CleanAll, ['--rig', 'shop'])
  expect(code).toBe(0)
  expect(stderr).toContain('Rescue refs of rig shop are kept: the rig no longer exists.\n')
  expect(deleted()).toEqual(['delete pods/pod-shop', 'delete polecats/of-shop'])
})

test('whoever may not list rigs names one', async () => {
  const list = world.client.list
  world.client.list = (async (resource: never, scope: never) => {
    if (resource === rigs) throw new GastownError('denied', 'listing rigs is not allowed')
    return list(resource, scope)
  }) as never
  const folder = checkout('shop')
  expect(await clean(CleanFinished, [], folder)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('listing rigs is not allowed: expected --rig NAME'),
  })
  expect(await clean(CleanFinished, ['--rig', 'shop'], folder)).toMatchObject({ code: 0 })
  expect(deleted()).toEqual(['delete polecats/of-shop'])
})

test('without git a checkout tells no rig', async () => {
  const folder = checkout('shop')
  const ran = await world.run(CleanFinished, ['--yes'], { folder, env: { PATH: join(world.home, 'nothing') } })
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('git is not on PATH: expected') })
  rmSync(folder, { recursive: true })
})

test('a remote that does not answer holds up no other where all rigs are cleaned', async () => {
  const { code, stderr } = await clean(CleanRefs, ['-A'])
  expect(code).toBe(5)
  expect(stderr).toContain('2 of 2 repositories were not cleaned')
  expect(stderr).toMatch(/ {2}shop: .*\n {2}site: /)
})
