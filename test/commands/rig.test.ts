import { afterEach, beforeEach, expect, test } from 'vitest'
import RigCreate from '../../src/commands/rig/create.ts'
import RigDelete from '../../src/commands/rig/delete.ts'
import RigList from '../../src/commands/rig/list.ts'
import RigStatus from '../../src/commands/rig/status.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const url = ['--git-url', 'git@github.com:myorg/athena.git']

test('create', async () => {
  expect(await world.run(RigCreate, ['athena', ...url])).toEqual({
    code: 0,
    stdout: 'athena: rig created, prefix ath\n',
    stderr: '',
  })
  const flags = ['--prefix', 'go', '--max-polecats', '20', '--base', 'dev', '--theme', 'birds']
  await world.run(RigCreate, ['other', ...url, ...flags])
  expect(world.client.look(rigs, 'other')?.spec).toEqual({
    gitURL: 'git@github.com:myorg/athena.git',
    beadsPrefix: 'go',
    settings: { maxPolecats: 20, namepoolTheme: 'birds' },
    defaults: { kubernetes: { gitBranch: 'dev' } },
  })
})

test.each<[string, readonly string[], object]>([
  ['as the flags say', [...url, '--max-polecats', '8'], { code: 0, stdout: 'athena: rig is unchanged, prefix go\n' }],
  ['of which the flags say less', url, { code: 0, stdout: 'athena: rig is unchanged, prefix go\n' }],
  [
    'of which they say something else',
    ['--git-url', 'git@github.com:myorg/other.git', '--prefix', 'go', '--max-polecats', '9', '--theme', 'birds'],
    {
      code: 6,
      stdout: '',
      stderr: [
        'Error: a different rig athena already exists',
        '  --git-url: the rig has git@github.com:myorg/athena.git, not git@github.com:myorg/other.git',
        '  --max-polecats: the rig has 8, not 9',
        '  --theme: the rig has none, not birds',
        '→ See it with: gastown rig status athena',
        '→ Change it with: kubectl edit rig athena',
        '→ Or choose another name.',
        '',
      ].join('\n'),
    },
  ],
])('create over one %s', async (_, flags, ran) => {
  await world.run(RigCreate, ['athena', ...url, '--prefix', 'go'])
  const before = world.client.look(rigs, 'athena')
  expect(await world.run(RigCreate, ['athena', ...flags])).toMatchObject(ran)
  expect(world.client.look(rigs, 'athena')).toEqual(before)
})

test('a path is stored as it is written elsewhere', async () => {
  await world.run(RigCreate, ['here', '--local', '--git-url', '/srv/work/../my-app.git/'])
  expect(world.client.look(rigs, 'here')?.spec.gitURL).toBe('/srv/my-app.git')
})

test('create tells all that is wrong', async () => {
  const argv = ['A_B', '--git-url', '/path', '--prefix', 'X1', '--max-polecats', 'many', '--theme', 'bird']
  const { code, stderr } = await world.run(RigCreate, argv)
  expect(code).toBe(2)
  for (const field of ['NAME', '--git-url', '--prefix', '--max-polecats', '--theme'])
    expect(stderr).toContain(`  ${field}: `)
  expect(await world.run(RigCreate, ['athena'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Error: missing flag\n  --git-url: required\n→ See the flags with --help.\n',
  })
  expect(world.client.writes).toEqual([])
})

async function fill(): Promise<void> {
  await world.run(RigCreate, ['athena', ...url])
  await world.put(
    polecats,
    { ...aPolecat({}, {}, 'a'), status: { phase: 'Working', podActive: true } } as never,
    { ...aPolecat({}, {}, 'b'), status: { phase: 'Done', podActive: false } } as never,
  )
}

test('list and status', async () => {
  await fill()
  const { stdout } = await world.run(RigList, [], { terminal: 120, env: { NO_COLOR: '1' } })
  expect(stdout.split('\n').map((line) => line.replace(/ {3}(in )?\d+\w+( ago)? {3}/, '   AGO   '))).toEqual([
    expect.stringMatching(/^NAME {5}PREFIX {3}WORKING {3}POLECATS {3}AGE +REPOSITORY$/),
    expect.stringMatching(/^athena {3}ath {6}1\/8 {7}2 .* git@github\.com:myorg\/athena\.git$/),
    '',
  ])
  expect(JSON.parse((await world.run(RigList, ['-o', 'json'])).stdout)).toMatchObject({ kind: 'List' })
  const wide = (await world.run(RigList, ['-o', 'wide'])).stdout.split('\n')
  expect(wide[0]).toMatch(/REPOSITORY +BASE +AGENT +MODEL +THEME$/)
  expect(wide[1]).toMatch(/athena\.git +main +- +- +-$/)
  const status = await world.run(RigStatus, ['athena', '-o', 'json'])
  expect(JSON.parse(status.stdout)).toMatchObject({ kind: 'Rig', metadata: { name: 'athena' } })
  expect(await world.run(RigStatus, ['x', 'y'])).toMatchObject({ code: 3, stderr: expect.stringContaining('x, y') })
})

test.each([RigStatus, RigDelete])('one that is not there', async (command) => {
  expect(await world.run(command, ['nope'])).toEqual({
    code: 3,
    stdout: '',
    stderr: 'Error: rig nope not found\n→ List them with: gastown rig list\n',
  })
})

test('delete is refused while polecats of it go on', async () => {
  await fill()
  expect(await world.run(RigDelete, ['athena'])).toMatchObject({ code: 7, stdout: '' })
  expect(await world.run(RigDelete, ['athena', '--force'])).toMatchObject({ code: 0 })
  expect(world.client.look(rigs, 'athena')).toBeUndefined()
  expect(await world.run(RigDelete, ['athena'])).toMatchObject({ code: 3 })
})

const of = (name: string, phase: 'Done' | 'Working') => ({ ...aPolecat({ rig: 'one' }, {}, name), status: { phase } })

test('delete says how many go on, how many more there are, and what becomes of those that have ended', async () => {
  await world.run(RigCreate, ['one', ...url])
  await world.put(polecats, of('done', 'Done'), ...Array.from({ length: 31 }, (_, i) => of(`p${i}`, 'Working')))
  const { code, stderr } = await world.run(RigDelete, ['one'])
  expect(code).toBe(7)
  expect(stderr).toMatch(/^Error: 31 polecats of rig one have not finished\n {2}p0: is Working\n/)
  expect(stderr).toContain('  and: 21 more; see them with: gastown list -A\n')
  for (let i = 0; i < 31; i++) await world.client.remove(polecats, `p${i}`, 'gastown-system').catch(() => undefined)
  expect((await world.run(RigDelete, ['one', '--force'])).stderr).toMatch(
    /^1 finished polecat of rig one stays; no new attempt of it starts\.\n$/,
  )
})

test('delete as objects', async () => {
  await world.run(RigCreate, ['one', ...url])
  const { stdout } = await world.run(RigDelete, ['one', '-o', 'name'])
  expect(stdout).toBe('rig.gastown.gastown.io/one\n')
})

test('delete takes several, and touches none where one is missing', async () => {
  await world.run(RigCreate, ['one', ...url])
  await world.run(RigCreate, ['two', ...url])
  expect(await world.run(RigDelete, ['one', 'two', 'three'])).toMatchObject({ code: 3, stdout: '' })
  expect(await world.run(RigDelete, ['one', 'two'])).toMatchObject({
    code: 0,
    stdout: 'one: rig deleted\ntwo: rig deleted\n',
  })
})
