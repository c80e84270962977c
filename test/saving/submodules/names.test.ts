/** Whatever git takes for the name, the path and the URL of a submodule. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { submodulesOf } from '../../../src/saving/clone/submodule-list.ts'
import { AttemptFolder, git, gitWith } from '../../support/attempt-folder.ts'
import { inFull, moreInFull } from '../../support/full.ts'
import { Attempt, makeRemote, prefix } from './an-attempt.ts'

const names = [
  'bücher',
  'mit leer zeichen',
  'it\'s "quoted"',
  '.vim/bundle/x',
  '-dash',
  'back\\slash',
  'of/HEAD',
  '~#$&;*?[]',
  'twice//slash',
]

function quoted(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&')
}

function entry(name: string, path: string): string {
  return `[submodule "${quoted(name)}"]\n\tpath = "${quoted(path)}"\n\turl = "../bücher \\"2\\".git"\n`
}

/** The remote; each submodule is in a folder of nearly its own name. */
function makeNamed(folder: string, all: readonly string[]): void {
  const commit = makeRemote(folder, 'bücher "2".git', { code: 'code\n' })
  const modules = all.map(
    (name) => `[submodule "${quoted(name)}"]\n\tpath = "${quoted(pathOf(name))}"\n\turl = "../bücher \\"2\\".git"\n`,
  )
  const links = Object.fromEntries(all.map((name) => [pathOf(name), { commit }]))
  makeRemote(folder, 'remote.git', { 'a.txt': 'a\n', '.gitmodules': modules.join(''), ...links })
}

function pathOf(name: string): string {
  return `mods/${name.replaceAll('.', ',').replaceAll('/', '+')}`
}

test(`a submodule of any name that git takes is laid out, and work in it is saved${moreInFull}`, async () => {
  const some = inFull(names, names.slice(0, 3))
  await using attempt = await Attempt.of({}, (folder) => makeNamed(folder, some))
  const folders = some.map((name) => `${attempt.checkout}/${pathOf(name)}`)
  expect(git(attempt.checkout, 'status', '--porcelain')).toBe('')
  expect(git(attempt.checkout, 'submodule', 'status').split('\n')).toHaveLength(some.length)
  const commits = folders.map((folder, index) => {
    git(folder, 'commit', '-q', '--allow-empty', '-m', `work ${index}`)
    return git(folder, 'rev-parse', 'HEAD')
  })
  attempt.agent('echo new >mods/bücher/neu')
  const { state, leftOut } = await attempt.end()
  expect([state, leftOut]).toEqual(['rescued', undefined])
  expect(attempt.submodules().toSorted()).toEqual(commits.toSorted())
  expect(git(attempt.remote, 'show', `${prefix}uncommitted:mods/bücher/neu`)).toBe('new')
})

/** As git-clone reads them. */
async function listed(attempt: AttemptFolder): Promise<string[]> {
  const main = git(attempt.remote, 'rev-parse', 'main')
  const objects = { gitDir: attempt.remote, env: { PATH: process.env['PATH'] ?? '' } }
  return (await submodulesOf(objects, { base: main, start: main })).map(({ name }) => name)
}

test.each([
  [['..'], "the submodule's name .. cannot be used"],
  [['a/../b'], "the submodule's name a/../b cannot be used"],
  [['a\\..\\b'], "the submodule's name a\\..\\b cannot be used"],
  [['.'], "the submodule's name . cannot be used"],
  [['a', 'a/hooks'], "the submodule's name a/hooks cannot be used beside a, whose repository is in the same folder"],
  [['a/hooks', 'a'], "the submodule's name a cannot be used beside a/hooks, whose repository is in the same folder"],
])('%j: refused, as by git', async (list, message) => {
  await using attempt = new AttemptFolder()
  makeNamed(attempt.folder, list)
  await expect(listed(attempt)).rejects.toThrow(
    expect.objectContaining({ kind: 'spec', words: expect.stringContaining(message) }),
  )
})

test('names that begin alike are no neighbours', async () => {
  await using attempt = new AttemptFolder()
  makeNamed(attempt.folder, ['a', 'ab', 'a-b/c'])
  expect(await listed(attempt)).toEqual(['a', 'ab', 'a-b/c'])
})

test('an entry for a path that the commit does not have is for nothing, wherever it leads', async () => {
  await using attempt = new AttemptFolder()
  const lib = makeRemote(attempt.folder, 'lib.git', { code: 'code\n' })
  const all = ['../lib', '/lib', 'a/../lib', ':(top)lib', 'not/lib', '', 'lib']
  const modules = all.map((path) => entry(`of ${path}`, path)).join('')
  makeRemote(attempt.folder, 'remote.git', { '.gitmodules': modules, lib: { commit: lib } })
  expect(await listed(attempt)).toEqual(['of lib'])
})

test('what is no text is told', async () => {
  await using attempt = new AttemptFolder()
  makeNamed(attempt.folder, ['lib'])
  const index = join(attempt.folder, 'index')
  const modules = Buffer.from('[submodule "lib"]\n\tpath = b\u00fccher\n\turl = ../lib.git\n', 'latin1')
  const file = join(attempt.folder, 'modules')
  writeFileSync(file, modules)
  const blob = git(attempt.remote, 'hash-object', '-w', file)
  gitWith(attempt.remote, ['read-tree', 'main'], { index })
  gitWith(attempt.remote, ['update-index', '--cacheinfo', `100644,${blob},.gitmodules`], { index })
  const commit = git(attempt.remote, 'commit-tree', gitWith(attempt.remote, ['write-tree'], { index }), '-m', 'x')
  git(attempt.remote, 'update-ref', 'refs/heads/main', commit)
  await expect(listed(attempt)).rejects.toThrow('the path of the submodule lib is not in UTF-8')
})
