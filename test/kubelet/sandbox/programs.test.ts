import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { programView } from '../../../src/kubelet/sandbox/programs.ts'
import { furnish, Home, isLink, isVisible, secret } from '../home-with-programs.ts'

let home: Home

beforeEach(async () => {
  home = new Home(await realpath(await mkdtemp(join(tmpdir(), 'gastown-programs-'))))
})
afterEach(() => rm(home.folder, { recursive: true }))

const view = (path: readonly string[]) =>
  programView(path.map((part) => home.at(part)).join(':'), { home: home.folder, closed: [home.at('state')] })

test('of a home with everything: what is in sight, and no secret', async () => {
  const found = await view(await furnish(home))
  await expect(`${(await home.seen(found)).join('\n')}\n`).toMatchFileSnapshot('../../golden/programs/home.txt')
  for (const file of await home.everything()) {
    if ((await isLink(file)) || !(await readFile(file, 'utf8')).includes(secret)) continue
    expect(isVisible(found, file), file).toBe(false)
  }
  expect([...found.variables]).toEqual([['RUSTUP_HOME', home.at('.rustup')]])
})

test('never the home, a folder above it, or a closed one; a program linked from there alone', async () => {
  await home.program('run')
  await home.program('state/bin/tool')
  await home.program('.local/bin/x')
  await home.link('.local/bin/y', home.at('run'))
  await home.link('.local/bin/z', home.at('state/bin/tool'))
  const found = await view(['', '..', 'state', 'state/bin', '.local/bin', 'not/there'])
  expect(await home.seen(found)).toEqual(['.local/bin/x', '.local/bin/y -> run', 'run'])
  expect(found.leftOut.get(home.folder)).toBe('it contains more than programs')
})

test('closed and relative folders are nobody’s', async () => {
  const found = await programView('.:bin::/run:/proc', { home: home.folder, closed: [] })
  expect(found).toMatchObject({ places: [], links: new Map(), path: '.:bin::/run:/proc' })
})

test('a folder of the path that is a link is named as what it is', async () => {
  await home.program('versions/2/bin/tool')
  await home.link('current', 'versions/2')
  const found = await view(['current/bin'])
  expect(found.path).toBe(home.at('versions/2/bin'))
  expect(await home.seen(found)).toEqual(['current -> versions/2', 'versions/2/bin/tool'])
})

test('a folder with too many programs shows none, and says so', async () => {
  for (let n = 0; n <= 500; n++) await home.program(`many/${n}`)
  const found = await view(['many'])
  expect(found.places).toEqual([])
  expect([...found.leftOut]).toEqual([[home.at('many'), 'it has 501 programs; at most 500 are shown']])
})

test('very many packages are shown as their folder, without what tools keep there', async () => {
  const names = Array.from({ length: 120 }, (_, n) => `dep${n}`)
  for (const name of names) await home.package(`app/node_modules/${name}`)
  await home.package('app/node_modules/tool', { dependencies: Object.fromEntries(names.map((name) => [name, '1'])) })
  await home.link('app/node_modules/.bin/tool', '../tool/cli.js')
  await home.secrets('app/node_modules/.cache/token', 'app/.env', 'app/node_modules/dep7/.npmrc')
  const found = await view(['app/node_modules/.bin'])
  expect(found.places).toEqual([home.at('app/node_modules')])
  expect(found.hidden).toEqual({
    files: [home.at('app/node_modules/dep7/.npmrc')],
    folders: [home.at('app/node_modules/.cache')],
  })
})
