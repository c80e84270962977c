import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { programPlaces } from '../../src/kubelet/programs.ts'

let home: string

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'gastown-programs-')))
})
afterEach(() => rm(home, { recursive: true }))

async function file(path: string, text = ''): Promise<string> {
  const place = join(home, path)
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, text, { mode: 0o755 })
  return place
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true })
  await symlink(target, join(home, path))
}

async function places(path: readonly string[]): Promise<string[]> {
  const found = await programPlaces(path.map((part) => join(home, part)).join(':'), {
    home,
    closed: [join(home, 'state')],
  })
  return found.map((place) => place.slice(home.length + 1))
}

test('an npm prefix: its bin and its modules', async () => {
  await file('.nvm/v24/lib/node_modules/claude/cli.js', '#!/usr/bin/env node\n')
  await file('.nvm/v24/bin/node')
  await link('.nvm/v24/bin/claude', '../lib/node_modules/claude/cli.js')
  expect(await places(['.nvm/v24/bin'])).toEqual(['.nvm/v24/bin', '.nvm/v24/lib/node_modules'])
})

test('pipx: the environment, and the Python that it was made with', async () => {
  await file('.local/share/uv/python/cpython/bin/python3.12')
  await file('.local/share/pipx/venvs/aider/pyvenv.cfg')
  await file('.local/share/pipx/venvs/aider/bin/aider', `#!${home}/.local/share/pipx/venvs/aider/bin/python\n`)
  await link('.local/share/pipx/venvs/aider/bin/python', join(home, '.local/share/uv/python/cpython/bin/python3.12'))
  await link('.local/bin/aider', join(home, '.local/share/pipx/venvs/aider/bin/aider'))
  await file('.local/share/keyrings/login')
  expect(await places(['.local/bin'])).toEqual([
    '.local/bin',
    '.local/share/pipx/venvs/aider',
    '.local/share/uv/python/cpython',
  ])
})

test('a single binary that a link leads to, and no more of its folder', async () => {
  await file('.local/share/claude/versions/2.1')
  await file('.local/share/claude/versions/other')
  await link('.local/bin/claude', join(home, '.local/share/claude/versions/2.1'))
  expect(await places(['.local/bin'])).toEqual(['.local/bin', '.local/share/claude/versions/2.1'])
})

test('a program that is linked from its source folder', async () => {
  await file('source/tool/package.json', '{}')
  await file('source/tool/bin/run.js')
  await link('bin/tool', join(home, 'source/tool/bin/run.js'))
  expect(await places(['bin'])).toEqual(['bin', 'source/tool'])
})

test('never the home, a folder above it, or a closed one', async () => {
  await file('run')
  await file('state/bin/tool')
  await file('.local/bin/x')
  await link('.local/bin/y', join(home, 'run'))
  await link('.local/bin/z', join(home, 'state/bin/tool'))
  expect(await places(['', '..', 'state', 'state/bin', '.local/bin', 'not/there'])).toEqual(['.local/bin', 'run'])
})

test('closed and relative folders are nobody’s', async () => {
  expect(await programPlaces('.:bin::/run:/proc', { home, closed: [] })).toEqual([])
})
