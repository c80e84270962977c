/** Working trees in which files are missing, and every form of index that may say why. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { array, boolean, constantFrom, record, subarray, type Arbitrary } from 'fast-check'
import { git } from '../../support/attempt-folder.ts'

export const files = ['a', 'docs/d', 'docs/deep/e', 'docs/deep/f', 'docs/g', 'src/h', 'src/docs/i', 'z']
export const all = Object.fromEntries(files.map((path) => [path, path]))

export const layouts = record({
  version: constantFrom('2', '3', '4'),
  split: boolean(),
  sparse: constantFrom(undefined, ['--cone', '--no-sparse-index'], ['--cone', '--sparse-index'], ['--no-cone']),
  patterns: subarray(['docs', 'src', 'docs/deep', 'src/docs'], { minLength: 1 }),
  skipped: subarray(files),
  assumed: subarray(files),
  removed: subarray(files),
  folder: constantFrom(undefined, 'docs', 'src', 'docs/deep'),
  written: array(constantFrom('docs/new', 'new', 'src/docs/new'), { maxLength: 2 }),
})

type Layout = typeof layouts extends Arbitrary<infer T> ? T : never

/** In a working tree that has all the files. */
export function layOut(folder: string, one: Layout): void {
  git(folder, 'config', 'index.version', one.version)
  if (one.sparse) git(folder, 'sparse-checkout', 'set', ...one.sparse, ...one.patterns)
  git(folder, 'update-index', `--index-version=${one.version}`, '--force-write-index')
  // git itself does not put the two together.
  const isSparse = one.sparse?.some((flag) => flag === '--sparse-index') === true
  if (one.split && !isSparse) git(folder, 'update-index', '--split-index')
  const there = new Set(git(folder, 'ls-files').split('\n'))
  const marked = (paths: readonly string[]) => paths.filter((path) => there.has(path))
  if (marked(one.skipped).length > 0) git(folder, 'update-index', '--skip-worktree', ...marked(one.skipped))
  if (marked(one.assumed).length > 0) git(folder, 'update-index', '--assume-unchanged', ...marked(one.assumed))
  for (const path of one.removed) rmSync(join(folder, path), { force: true })
  if (one.folder !== undefined) rmSync(join(folder, one.folder), { recursive: true, force: true })
  for (const path of one.written) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), 'new')
  }
}
