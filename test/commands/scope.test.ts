/** Whose polecats a command means that names none: one rule for all of them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { watching } from '../../src/follow/watching.ts'
import Create from '../../src/commands/polecat/create.ts'
import List from '../../src/commands/polecat/list.ts'
import Logs from '../../src/commands/polecat/logs.ts'
import Status from '../../src/commands/polecat/status.ts'
import Wait from '../../src/commands/polecat/wait.ts'
import { GastownError } from '../../src/errors.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aCheckout } from '../support/a-checkout.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'
import { describeInFull } from '../support/full.ts'

const shop = 'https://git.example.com/team/shop.git'
const attempt = { attempt: 1, podUID: 'u', agent: 'custom' }
const running = { ...attempt, phase: 'Working', podActive: true }
const ended = { ...attempt, phase: 'Done', finishedAt: '2026-02-01T00:00:00Z', result: { saved: 'saved' } }

let world: FakeWorld
let folder: string
let checkout: string
/** Of a repository that no rig has. */
let elsewhere: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-scope-'))
  checkout = folderOf('git@git.example.com:team/shop')
  elsewhere = folderOf('https://git.example.com/team/other')
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(async () => {
  world = await openWorld()
  await put('shop', shop)
  await put('bank', 'https://git.example.com/team/bank.git')
})
afterEach(() => world.close())

/** A folder in a checkout with this remote. */
function folderOf(remote: string): string {
  const deep = join(aCheckout(join(folder, encodeURIComponent(remote)), remote), 'deep')
  mkdirSync(deep)
  return deep
}

/** A rig with one polecat that works, and one that has finished. */
async function put(rig: string, gitURL: string): Promise<void> {
  const { metadata, ...rest } = aRig({ gitURL })
  await world.put(rigs, { ...rest, metadata: { ...metadata, name: rig } })
  const of = (name: string, status: object) => ({ ...aPolecat({ rig }, {}, name), status }) as never
  await world.put(polecats, of(`${rig}-now`, { ...running, podName: `${rig}-now` }))
  await world.put(polecats, of(`${rig}-then`, { ...ended, podName: `${rig}-then` }))
}

const all = ['bank-now', 'bank-then', 'shop-now', 'shop-then']
const ofShop = ['shop-now', 'shop-then']
const ofThisCheckout = "Showing rig shop, this checkout's; -A for all rigs (2 more).\n"
const names = (stdout: string) =>
  stdout
    .split('\n')
    .map((line) => line.split(' ')[0]?.split('/').at(-1) ?? '')
    .filter((name) => name.includes('-'))
    .toSorted()

describe.each([
  ['list', List],
  ['status', Status],
])('%s', (word, command) => {
  test.each([
    ['in a checkout: its rig', [], ofShop, ofThisCheckout],
    ['-A: all rigs', ['-A'], all, 'Showing all rigs.\n'],
    ['--rig: that one', ['--rig', 'bank'], ['bank-now', 'bank-then'], 'Showing rig bank.\n'],
    ['names: of whatever rig', ['bank-now'], ['bank-now'], ''],
    ['as data too', ['-o', 'name'], ofShop, ofThisCheckout],
  ])('%s', async (_case, argv, expected, stderr) => {
    const ran = await world.run(command, argv, { folder: checkout })
    expect({ names: names(ran.stdout), stderr: ran.stderr }).toEqual({ names: expected, stderr })
  })

  test('in no checkout: all rigs', async () => {
    const ran = await world.run(command, [], { folder: world.home })
    expect({ names: names(ran.stdout), stderr: ran.stderr }).toEqual({
      names: all,
      stderr: 'Showing all rigs: this is not a checkout.\n',
    })
  })

  test('in a checkout of another repository: all rigs, which is said', async () => {
    const ran = await world.run(command, [], { folder: elsewhere })
    expect(names(ran.stdout)).toEqual(all)
    expect(ran.stderr).toBe('Showing all rigs: no rig found for the repository of this checkout.\n')
  })

  test('where git is missing: all rigs', async () => {
    const ran = await world.run(command, [], { folder: checkout, env: { PATH: '/nowhere' } })
    expect({ code: ran.code, names: names(ran.stdout) }).toEqual({ code: 0, names: all })
  })

  test('two rigs of one repository: both', async () => {
    await put('shop-next', shop)
    const ran = await world.run(command, [], { folder: checkout })
    expect(names(ran.stdout)).toEqual([...ofShop, 'shop-next-now', 'shop-next-then'].toSorted())
    expect(ran.stderr).toBe("Showing rigs shop and shop-next, this checkout's; -A for all rigs (2 more).\n")
  })

  test('none in this rig: how many there are elsewhere', async () => {
    const { metadata, ...rest } = aRig({ gitURL: 'https://git.example.com/team/empty' })
    await world.put(rigs, { ...rest, metadata: { ...metadata, name: 'empty' } })
    const ran = await world.run(command, ['--rig', 'empty'])
    const stderr = `No polecats in rig empty; 4 in other rigs: gastown ${word} -A\n`
    expect(ran).toEqual({ code: 0, stdout: '', stderr })
  })

  test('a rig that is not there, and two ways at once', async () => {
    expect(await world.run(command, ['--rig', 'shp'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('did you mean shop?'),
    })
    expect(await world.run(command, ['--rig', 'shop', '-A'])).toMatchObject({ code: 2 })
    const { code, stderr } = await world.run(command, ['bank-now', '-A'])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('NAME, -A: mutually exclusive') })
  })
})

test.each([
  ['list', List, ['-A', '-w'], 'list -A -w'],
  ['list of a rig', List, ['-w', '--rig', 'shop', '-o', 'wide'], 'list --rig shop -w -o wide'],
  ['list of one', List, ['-w', 'shop-now'], 'list shop-now -w'],
  ['status', Status, ['--all-rigs', '-w', '--plain'], 'status -A -w --plain'],
  ['status of the checkout', Status, ['-w'], 'status -w'],
  ['logs', Logs, ['-f', '-A'], 'status -A'],
] as const)('%s, left with Ctrl-C: how to come back to the same', async (_, command, argv, again) => {
  const stop = new AbortController()
  const synced = world.nextSync()
  const running = world.run(command, argv, { folder: checkout, signal: stop.signal })
  await synced
  stop.abort()
  const { code, stderr } = await running
  expect({ code, hint: stderr.split('\n').at(-2) }).toEqual({ code: 130, hint: `→ Watch again with: gastown ${again}` })
})

test.each([
  [{ names: [], 'all-rigs': true }, 'status -A'],
  [{ names: [], rig: 'a b', 'all-rigs': false }, "status --rig 'a b'"],
  [{ names: ['x', 'y'] }, 'status x y'],
])('a view of %j that is left', async (viewed, again) => {
  const left = watching({ signal: AbortSignal.abort() }, viewed, async () => undefined)
  await expect(left).rejects.toMatchObject({ hints: [`Watch again with: gastown ${again}`] })
})

test('what is printed to run next looks in the same place', async () => {
  const place = ['-n', 'team', '--context', 'prod']
  const words = '--context prod -n team'
  const missing = await world.run(List, ['nope', ...place])
  expect(missing.stderr).toContain(`→ List them with: gastown list -A ${words}\n`)
  const made = await world.run(Create, ['x', '--rig', 'shop', '--task', 'T', '--no-check', ...place])
  expect(made.stderr).toContain(`Follow progress with: gastown status x ${words}\n`)
  const { metadata, ...rest } = aPolecat({ rig: 'shop' }, {}, 'ended')
  const status = { attempt: 1, phase: 'Failed', podUID: 'u', podName: 'p', finishedAt: '2026-02-01T00:00:00Z' }
  await world.put(polecats, { ...rest, metadata: { ...metadata, namespace: 'team' }, status } as never)
  const { stdout } = await world.run(Wait, ['ended', ...place])
  expect(stdout).toContain(`gastown retry ended ${words}\n`)
})

const aLater = (rig: string) => ({ ...aPolecat({ rig }, {}, `${rig}-later`), status: { phase: 'Working' } }) as never

/** Whose logs are printed. */
const said = async (argv: readonly string[], folder: string) => {
  const { stdout } = await world.run(Logs, argv, { folder })
  return [...new Set(stdout.split('\n').map((line) => /^\[([^\]]*)\]/.exec(line)?.[1] ?? ''))].filter(Boolean)
}

const saidOf = async (argv: readonly string[]) => (await world.run(Logs, argv, { folder: checkout })).stderr

describe('logs', () => {
  beforeEach(() => {
    for (const name of all) world.logs.set(`${name}/agent`, ['line'])
  })

  test.each([
    ['in a checkout: what works in its rig', [], ['shop-now']],
    ['--all: what has finished too', ['--all'], ofShop],
    ['-A: what works in all rigs', ['-A'], ['bank-now', 'shop-now']],
    ['--rig', ['--rig', 'bank'], ['bank-now']],
  ])('%s', async (_, argv, expected) => {
    expect(await said(argv, checkout)).toEqual(expected)
  })

  test('in no checkout: what works in all rigs', async () => {
    expect(await said([], world.home)).toEqual(['bank-now', 'shop-now'])
  })

  test('whose they are is said, and where there are others; not where data is whole', async () => {
    expect(await saidOf([])).toBe("Showing rig shop, this checkout's; -A for all rigs (1 more).\n")
    expect(await saidOf(['-o', 'json'])).toBe("Showing rig shop, this checkout's; -A for all rigs (1 more).\n")
    expect(await saidOf(['-A', '-o', 'json'])).toBe('')
    for (const name of ofShop) await world.client.remove(polecats, name, 'gastown-system')
    expect(await saidOf([])).toBe('No polecats in rig shop match; 1 in other rigs: gastown logs -A\n')
    expect(await saidOf(['--rig', 'shop', '--all'])).toBe(
      'No polecats in rig shop match; 2 in other rigs: gastown logs -A\n',
    )
  })

  test('a name and a scope: which is not clear', async () => {
    expect(await world.run(Logs, ['shop-now', '-A'])).toMatchObject({ code: 2 })
  })
})

test('rigs are asked for in a checkout alone', async () => {
  const asked: string[] = []
  const list = world.client.list
  world.client.list = (async (resource: { readonly plural: string }, where: never) => {
    asked.push(resource.plural)
    return list(resource as never, where)
  }) as never
  await world.run(List, ['-o', 'name'])
  await world.run(List, ['-A', '-o', 'name'], { folder: checkout })
  expect(asked).toEqual(['polecats', 'polecats'])
})

describeInFull('rarer scopes', () => {
  test('rows that follow are of the rig too', async () => {
    const over = new AbortController()
    const printed = (stdout: string) => stdout.includes('shop-later') && over.abort()
    const running = world.run(List, ['-w'], { folder: checkout, signal: over.signal, printed })
    await world.nextSync()
    await world.put(polecats, aLater('bank'), aLater('shop'))
    const { stdout, stderr } = await running
    expect(names(stdout)).toEqual(['shop-later', ...ofShop])
    expect(stderr).toContain('(2 more)')
  })

  test('a folder that is gone is no checkout', async () => {
    const folder = join(world.home, 'gone')
    mkdirSync(folder)
    rmSync(folder, { recursive: true })
    expect(names((await world.run(List, [], { folder })).stdout)).toEqual(all)
  })

  test('whoever may not list rigs sees all, and is told why', async () => {
    const list = world.client.list
    world.client.list = (async (resource: never, where: never) => {
      if (resource === rigs) throw new GastownError('denied', 'you may not')
      return list(resource, where)
    }) as never
    const { stdout, stderr } = await world.run(List, [], { folder: checkout })
    expect({ names: names(stdout), stderr }).toEqual({
      names: all,
      stderr: 'Showing all rigs: listing rigs is not allowed.\n',
    })
    expect(names((await world.run(List, ['--rig', 'bank'], { folder: checkout })).stdout)).toEqual([
      'bank-now',
      'bank-then',
    ])
  })

  test('in a directory that is gone, of which Node tells nothing: all rigs', async () => {
    const options = Object.defineProperty({}, 'folder', {
      get() {
        throw new GastownError('invalid', 'the current directory no longer exists')
      },
    })
    const { stdout, stderr } = await world.run(List, [], options)
    expect({ names: names(stdout), stderr }).toEqual({
      names: all,
      stderr: 'Showing all rigs: the current directory no longer exists.\n',
    })
  })
})
