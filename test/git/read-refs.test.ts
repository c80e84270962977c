import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRefs } from '../../src/git/read-refs.ts'
import { writeRepository } from '../../src/git/repository.ts'
import { git } from '../support/attempt-folder.ts'

let gitDir: string
beforeEach(() => {
  gitDir = join(mkdtempSync(join(tmpdir(), 'gastown-refs-')), 'own.git')
  writeRepository({ gitDir, bare: true, head: 'refs/heads/main' })
})
afterEach(() => rmSync(join(gitDir, '..'), { recursive: true, force: true }))

function listed(): [string, string][] {
  const lines = git(gitDir, 'for-each-ref', '--format=%(refname) %(objectname)').split('\n').filter(Boolean)
  return lines.map((line) => line.split(' ') as [string, string])
}

test('a new repository has none', () => {
  expect(readRefs(gitDir)).toEqual(new Map())
})

test('refs in files, packed ones and both are as git lists them', () => {
  const tree = git(gitDir, 'mktree')
  const [one, two] = ['one', 'two'].map((message) => git(gitDir, 'commit-tree', tree, '-m', message)) as [
    string,
    string,
  ]
  git(gitDir, 'update-ref', 'refs/heads/main', one)
  git(gitDir, 'update-ref', 'refs/heads/a/deep/one', one)
  git(gitDir, 'tag', '-a', '-m', 'a tag', 'v1', one)
  git(gitDir, 'pack-refs', '--all')
  git(gitDir, 'update-ref', 'refs/heads/main', two)
  git(gitDir, 'update-ref', 'refs/gastown/ü', two)
  expect([...readRefs(gitDir)]).toEqual(listed())
  expect(readRefs(gitDir).get('refs/heads/main')).toBe(two)
})
