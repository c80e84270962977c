/** A last commit of ours holds what the agent's own `git add -A; git commit` would have held, as who clones it sees. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFull, moreInFull } from '../support/full.ts'
import { openStory, type Repository, type Story } from '../support/story.ts'

let story: Story
let repository: Repository

const attributes = '*.bat text eol=crlf\n*.auto text=auto\n*.utf working-tree-encoding=UTF-16\nversion ident\n'

beforeAll(async () => {
  story = await openStory()
  repository = await story.repository('athena', {
    '.gitattributes': attributes,
    'a.bat': 'rem\n',
    'docs/d': 'd\n',
    'docs/deep/e': 'e\n',
    'src/f': 'f\n',
    version: '$Id$\n',
  })
})
afterAll(() => story.close())

/** An ordinary clone, in which the same script is followed by `git add -A; git commit`. */
function ordinary(name: string, script: string): string {
  const folder = join(story.folder, `ordinary-${name}`)
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { env: story.env, encoding: 'utf8' })
  execFileSync('git', ['clone', '-q', repository.remote, folder], { env: story.env })
  execFileSync('sh', ['-ec', script], { cwd: folder, env: story.env })
  git('add', '-A', '--sparse')
  git('commit', '-qm', 'All')
  return git('rev-parse', 'HEAD^{tree}').trim()
}

const scripts: readonly [string, string, readonly string[]][] = [
  ['conversions', String.raw`printf 'rem\r\n' >>a.bat; printf 'x\r\n' >x.auto; printf '\377\376x\0' >x.utf`, []],
  ['idents', `echo '$Id: mine $' >>version; printf '*.new text\n' >>.gitattributes; printf 'n\r\n' >n.new`, []],
  ['skipped', 'git update-index --skip-worktree docs/d; rm docs/d; echo n >n', ['docs/d']],
  ['sparse', 'git sparse-checkout set --cone src; echo n >src/n', ['outside of the sparse checkout, if any (2 files)']],
]

test.each(inFull(scripts, scripts.slice(0, 1)))(`%s${moreInFull}`, async (name, script, kept) => {
  const words = ['create', name, '--task', 't', '--agent', 'custom', '--wait', '--', 'sh', '-ec', script]
  expect(await story.gastown(words, { cwd: repository.checkout })).toMatchObject({ code: 0 })
  const { status } = await story.polecat(name)
  expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', result: { saved: 'saved' } })
  for (const path of kept) expect(status?.result?.leftOut?.join()).toContain(path)
  const tree = (await repository.git('rev-parse', `polecat/${name}^{tree}`)).trim()
  expect(tree).toBe(ordinary(name, script))
  const clone = join(story.folder, `clone-${name}`)
  await repository.git('clone', '-q', '--branch', `polecat/${name}`, repository.remote, clone)
  expect(await repository.git('-C', clone, 'status', '--porcelain')).toBe('')
})
