/** As an ordinary user, to whom a closed folder is closed; needs bubblewrap and no root. */
import { chmod, mkdir, mkdtemp, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolderCount } from '../../../src/kubelet/limits/folder-count.ts'
import { readHost } from '../../../src/kubelet/host.ts'
import { removeFolder } from '../../../src/kubelet/volumes/remove-folder.ts'
import { probeSandbox } from '../../../src/kubelet/sandbox/sandbox.ts'
import { becomeOrdinaryUser } from '../../support/ordinary-user.ts'

const ordinary = becomeOrdinaryUser()
const sandbox = await probeSandbox()
const possible = ordinary && sandbox.ok
const mebibyte = 1024 * 1024

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gastown-count-'))
})
afterEach(() => removeFolder(folder))

const count = (...names: string[]) => countWith(process.env.PATH, ...names)

async function countWith(path: string | undefined, ...names: string[]) {
  const common = { installation: { node: '', program: '' }, home: folder, closed: [] }
  const cgroups = { held: { memory: false, cpu: false, processes: 'user' } } as never
  const host = readHost({ ...common, sandbox, cgroups, env: { PATH: path } })
  const counting = await openFolderCount(host, new AbortController().signal)
  const places = names.map((name) => join(folder, name))
  const counted = await counting?.(places)
  return counted && places.map((place) => Math.floor((counted.bytes.get(place) ?? 0) / mebibyte))
}

async function fill(name: string, mebibytes: number): Promise<void> {
  await writeFile(join(folder, name), Buffer.alloc(mebibytes * mebibyte, 'x'))
}

test('folders in their order, without links and holes', async () => {
  for (const name of ['a', 'b it’s']) await mkdir(join(folder, name))
  await fill('a/file', 3)
  await fill('b it’s/file', 5)
  await symlink('/usr', join(folder, 'a/usr'))
  await truncate(join(folder, 'a/file'), 900 * mebibyte)
  expect(await count('b it’s', 'a')).toEqual([5, 3])
})

test.skipIf(!possible)('also what is closed to its owner', async () => {
  await mkdir(join(folder, 'a/closed/deep'), { recursive: true })
  await fill('a/closed/deep/file', 3)
  await chmod(join(folder, 'a/closed'), 0)
  expect(await count('a')).toEqual([3])
})

test('nothing where one is gone', async () => {
  await mkdir(join(folder, 'a'))
  expect(await count('a', 'gone')).toBeUndefined()
})

test('however many have vanished meanwhile', async () => {
  await mkdir(join(folder, 'a'))
  await fill('a/file', 3)
  await writeFile(join(folder, 'du'), `#!/bin/sh\nPATH=${process.env.PATH}\nprintf '%3000000d' 0 >&2\nexec du "$@"\n`, {
    mode: 0o755,
  })
  expect(await countWith(`${folder}:${process.env.PATH}`, 'a')).toEqual([3])
})
