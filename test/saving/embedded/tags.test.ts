/** Of repositories of the agent's own, commits that no branch has but a tag. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, gitWith } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { cloneOther, commitIn, makeOther, subjects } from './another-repository.ts'

/** A commit that no branch has. */
function besideBranches(folder: string, name: string): string {
  return git(folder, 'commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', name)
}

async function found(checkout: ACheckout): Promise<{ tops: string[]; leftOut: readonly string[] }> {
  const { embedded = [], leftOut } = await checkout.take()
  return { tops: embedded.map(({ commit }) => subjects(checkout, commit)[0] ?? '').toSorted(), leftOut }
}

test('of a repository that the agent made, whatever names them', async () => {
  await using checkout = await ACheckout.of({})
  const sub = join(checkout.checkout, 'sub')
  git(checkout.folder, 'init', '-q', sub)
  commitIn(sub, 'one')
  git(sub, 'tag', 'on-branch')
  git(sub, 'tag', 'light', besideBranches(sub, 'light'))
  git(sub, 'tag', '-am', 'annotated', 'annotated', besideBranches(sub, 'annotated'))
  git(sub, 'tag', '-am', 'of a tag', 'twice', 'annotated')
  git(sub, 'tag', 'file', 'HEAD:one')
  git(sub, 'update-ref', 'refs/kept/1', besideBranches(sub, 'kept'))
  expect(await found(checkout)).toEqual({ tops: ['annotated', 'kept', 'light'], leftOut: [] })
  git(sub, 'gc', '-q')
  expect(await found(checkout)).toEqual({ tops: ['annotated', 'kept', 'light'], leftOut: [] })
})

/** A server's, with a release that was long ago and is on no branch. */
function cloneWithRelease(checkout: ACheckout): string {
  const other = makeOther(checkout)
  const when = 'Test <test@example.com> 1500000000 +0000'
  const [tree, parent] = ['HEAD^{tree}', 'HEAD~1'].map((name) => git(other, 'rev-parse', name))
  const input = `tree ${tree}\nparent ${parent}\nauthor ${when}\ncommitter ${when}\n\nrelease\n`
  const release = gitWith(other, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input })
  git(other, 'tag', '-am', 'v1', 'v1', release)
  git(other, 'tag', 'light', release)
  return cloneOther(checkout)
}

const clones = [
  ['as it was cloned', []],
  ['tidied', [['gc', '-q']]],
] as const

test.each(inFull(clones, clones.slice(0, 1)))(
  `of a clone %s, what its remote had is not taken for work, and what was tagged there is saved${moreInFull}`,
  async (_, words) => {
    await using checkout = await ACheckout.of({})
    const sub = cloneWithRelease(checkout)
    for (const args of words) git(sub, ...args)
    expect(await found(checkout)).toEqual({ tops: [], leftOut: [] })
    git(sub, 'tag', 'mine', besideBranches(sub, 'mine'))
    for (const args of words) git(sub, ...args)
    const { embedded = [], leftOut } = await checkout.take()
    expect(leftOut).toEqual([])
    const base = git(sub, 'rev-parse', '--short=12', 'HEAD')
    expect(embedded.map(({ commit }) => subjects(checkout, commit))).toEqual([['mine', `sub at ${base}`]])
  },
)

function objectFile(folder: string, name: string): string {
  return join(folder, '.git/objects', name.slice(0, 2), name.slice(2))
}

const broken = [
  ['clone', 'commit'],
  ['clone', 'tag'],
  ['repository of its own', 'commit'],
  ['repository of its own', 'tag'],
] as const

test.each(inFull(broken, broken.slice(0, 1)))(
  `in a %s, a %s that is noise costs the tags alone${moreInFull}`,
  async (what, kind) => {
    await using checkout = await ACheckout.of({})
    const sub = what === 'clone' ? cloneOther(checkout) : join(checkout.checkout, 'sub')
    if (what !== 'clone') git(checkout.folder, 'init', '-q', sub)
    commitIn(sub, 'mine')
    const tagged = besideBranches(sub, 'tagged')
    git(sub, 'tag', '-am', 'x', 'x', tagged)
    const file = objectFile(sub, kind === 'tag' ? git(sub, 'rev-parse', 'x') : tagged)
    rmSync(file)
    writeFileSync(file, 'noise')
    const { tops, leftOut } = await found(checkout)
    expect(tops).toEqual(['mine'])
    expect(leftOut.join()).toMatch(/^.*tags.* of the repository at sub cannot be read$/)
  },
)

describeInFull('rarer tags', () => {
  test('what was done upon a release of the remote, without the commits before it', async () => {
    await using checkout = await ACheckout.of({})
    const sub = cloneWithRelease(checkout)
    git(sub, 'checkout', '-q', 'v1')
    commitIn(sub, 'fix')
    const { embedded = [] } = await checkout.take()
    const base = git(sub, 'rev-parse', '--short=12', 'v1^{commit}')
    expect(embedded.map(({ commit }) => subjects(checkout, commit))).toEqual([['fix', `sub at ${base}`]])
  })

  test('one that cannot be read is said, and takes nothing else with it', async () => {
    await using checkout = await ACheckout.of({})
    const sub = join(checkout.checkout, 'sub')
    git(checkout.folder, 'init', '-q', sub)
    commitIn(sub, 'one')
    git(sub, 'tag', 'good', besideBranches(sub, 'good'))
    const broken = besideBranches(sub, 'broken')
    git(sub, 'tag', '-am', 'broken', 'broken', broken)
    rmSync(objectFile(sub, broken))
    writeFileSync(join(sub, '.git/refs/tags/odd'), 'odd\n')
    const leftOut = ['2 tags or other refs of the repository at sub cannot be read']
    expect(await found(checkout)).toEqual({ tops: ['good'], leftOut })
  })

  test('no more than two hundred are looked at, and the rest is named', async () => {
    await using checkout = await ACheckout.of({})
    const sub = join(checkout.checkout, 'sub')
    git(checkout.folder, 'init', '-q', sub)
    commitIn(sub, 'one')
    const identity = 'committer Test <test@example.com> 1800000000 +0000\n'
    const commits = Array.from(
      { length: 203 },
      (_, at) => `commit refs/tags/${at}\n${identity}data 3\n${100 + at}\nfrom refs/heads/main\n\n`,
    )
    gitWith(sub, ['fast-import', '--quiet'], { input: commits.join('') })
    const { embedded, leftOut } = await checkout.take()
    expect(embedded).toHaveLength(20)
    expect(leftOut).toEqual([
      '3 tags or other refs of the repository at sub cannot be read',
      '180 more branches of repositories in the checkout',
    ])
  })
})
