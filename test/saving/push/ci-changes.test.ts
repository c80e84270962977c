import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainEnvironment } from '../../../src/git/plain-environment.ts'
import { ciChanges } from '../../../src/saving/push/ci-changes.ts'
import { git, gitWith } from '../../support/attempt-folder.ts'

const workflow = '.github/workflows/ci.yml'
let folder: string
let gitDir: string
const commits: Record<string, string> = {}

function commit(name: string, files: Record<string, string>, ...parents: string[]): void {
  const index = join(folder, 'index')
  rmSync(index, { force: true })
  for (const [path, text] of Object.entries(files)) {
    const blob = gitWith(gitDir, ['hash-object', '-w', '--stdin'], { input: text })
    gitWith(gitDir, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { index })
  }
  const tree = gitWith(gitDir, ['write-tree'], { index })
  commits[name] = git(
    gitDir,
    'commit-tree',
    tree,
    '-m',
    name,
    ...parents.flatMap((parent) => ['-p', commits[parent] ?? '']),
  )
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-ci-'))
  gitDir = join(folder, 'x.git')
  git(folder, 'init', '-q', '--bare', gitDir)
  commit('ancient', { [workflow]: 'weak', a: '0' })
  commit('base', { [workflow]: 'strong', a: '1' }, 'ancient')
  commit('work', { [workflow]: 'strong', a: '2' }, 'base')
  commit('changed', { [workflow]: 'mine', a: '2' }, 'work')
  commit('undone', { [workflow]: 'strong', a: '3' }, 'changed')
  commit('deleted', { a: '2' }, 'work')
  commit('moved', { a: '2', '.gitlab-ci.yml': 'strong' }, 'work')
  commit('odd', { [workflow]: 'strong', '.circleci/ünï\n"x"': '1', 'docs/.github/workflows/x.yml': '1' }, 'work')
  commit('newer', { [workflow]: 'stronger', a: '1' }, 'base')
  commit('merged', { [workflow]: 'stronger', a: '2' }, 'work', 'newer')
  commit('evil', { [workflow]: 'mine', a: '2' }, 'work', 'newer')
  commit('side', { [workflow]: 'weak', a: '9' }, 'ancient')
  commit('weakened', { [workflow]: 'weak', a: '2' }, 'work', 'side')
  commit('kept', { [workflow]: 'strong', a: '2' }, 'work', 'side')
  commit('orphan', { [workflow]: 'other', a: '2' })
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['nothing new', 'base', ['base'], []],
  ['ordinary work', 'work', ['base'], []],
  ['a changed definition', 'changed', ['base'], [workflow]],
  ['one that was changed back', 'undone', ['base'], [workflow]],
  ['a deleted definition', 'deleted', ['base'], [workflow]],
  ['another service', 'moved', ['base'], [workflow, '.gitlab-ci.yml']],
  ['odd names, and a folder that only looks like one', 'odd', ['base'], ['.circleci/ünï\n"x"']],
  ['a merge of the newer base', 'merged', ['newer', 'work'], []],
  ['a merge that changes more than its parents', 'evil', ['newer', 'work'], [workflow]],
  ['an old definition brought back by a merge', 'weakened', ['base'], [workflow]],
  ['a merge of old work that keeps the definition', 'kept', ['base'], []],
  ['a history of its own', 'orphan', ['base'], [workflow]],
  ['what the work branch has already', 'changed', ['base', 'changed'], []],
])('%s', async (_, tip, known, paths) => {
  const objects = { gitDir, env: plainEnvironment(folder, [], process.env.PATH) }
  const found = await ciChanges(
    objects,
    commits[tip] ?? '',
    known.map((name) => commits[name] ?? ''),
  )
  expect(found.toSorted()).toEqual(paths.toSorted())
})
