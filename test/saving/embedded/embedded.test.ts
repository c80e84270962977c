/** Repositories of the agent's own in the checkout: no commit is lost that no remote of theirs has. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readIfThere } from '../../../src/if-there.ts'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { Attempt, prefix } from '../submodules/an-attempt.ts'
import { cloneOther, commitIn, subjects } from './another-repository.ts'

test('of a repository that the agent made, the commits as they are', async () => {
  await using checkout = await ACheckout.of({})
  const sub = join(checkout.checkout, 'sub')
  git(checkout.folder, 'init', '-q', sub)
  commitIn(sub, 'one')
  const commit = commitIn(sub, 'two')
  writeFileSync(join(sub, 'draft'), 'draft\n')
  const { uncommitted, ...snapshot } = await checkout.take()
  expect(snapshot).toMatchObject({ embedded: [{ place: 'sub', commit }], leftOut: [], changed: true })
  expect(checkout.entries(uncommitted)).toEqual(
    ['README.md', 'sub/draft', 'sub/one', 'sub/two'].map((path) => `100644 ${path}`),
  )
  expect(await checkout.take()).toMatchObject({ embedded: [{ place: 'sub', commit }] })
})

const later = [
  ['of its own', 'git init -q sub; cd sub; git commit -q --allow-empty -m one'],
  ['of a store that is shared', 'git clone -q --shared . sub; cd sub; git commit -q --allow-empty -m one'],
  [
    'of what became a submodule',
    'git init -q sub; cd sub; git commit -q --allow-empty -m one; cd ..; git add sub; git commit -qm sub',
  ],
] as const

test.each(inFull(later, later.slice(0, 1)))(
  `what is done %s after a checkpoint is saved too, and its store stays as it was${moreInFull}`,
  async (_name, script) => {
    await using checkout = await ACheckout.of({})
    checkout.agent(script)
    const alternates = join(checkout.checkout, 'sub/.git/objects/info/alternates')
    const before = readIfThere(alternates)
    expect(await checkout.take()).toMatchObject({ leftOut: [] })
    const commit = commitIn(join(checkout.checkout, 'sub'), 'two')
    const { embedded = [], submodules = [], leftOut } = await checkout.take()
    expect(leftOut).toEqual([])
    expect([...embedded.map((one) => one.commit), ...submodules]).toEqual([commit])
    expect(readIfThere(alternates)).toBe(before)
  },
)

test('of a clone, copies of what its remote does not have, without the history of others', async () => {
  await using checkout = await ACheckout.of({})
  const sub = cloneOther(checkout)
  const base = git(sub, 'rev-parse', 'HEAD')
  expect(await checkout.take()).not.toHaveProperty('embedded')
  commitIn(sub, 'mine')
  git(sub, 'checkout', '-qb', 'side', 'HEAD~2')
  commitIn(sub, 'aside')
  git(sub, 'merge', '-qm', 'both', 'main')
  const { embedded = [], leftOut } = await checkout.take()
  expect(leftOut).toEqual([])
  expect(embedded).toHaveLength(1)
  const commit = embedded[0]?.commit
  const before = git(sub, 'rev-parse', 'origin/main~1')
  const roots = [base, before].map((one) => `sub at ${one.slice(0, 12)}`)
  expect(subjects(checkout, commit).toSorted()).toEqual(['aside', 'both', 'mine', ...roots].toSorted())
  expect(git(checkout.handoff, 'rev-parse', `${commit}^{tree}`)).toBe(git(sub, 'rev-parse', 'HEAD^{tree}'))
  expect(git(checkout.handoff, 'fsck', '--strict', String(commit))).not.toMatch(/missing|error/)
})

const kinds = [
  ['a clone of the checkout itself', 'git clone -q . sub', undefined],
  ['a stash', 'git clone -q . sub; cd sub; echo x >>README.md; git stash -q', 'WIP on polecat/fix'],
  [
    'below what is ignored',
    'mkdir dist; git init -q dist/sub; cd dist/sub; git commit -q --allow-empty -m hidden',
    'hidden',
  ],
  ['a tag alone, with its history cut', 'git clone -q --depth 1 -b v1 "file://$PWD" sub', undefined],
  [
    'a remote that is a path, gone with the pod',
    'git init -q o; cd o; git commit -q --allow-empty -m o; cd ..; git clone -q o sub; rm -rf o',
    'o',
  ],
  ['a shared store', 'git clone -q --shared . sub; cd sub; git commit -q --allow-empty -m shared', 'shared'],
  [
    'a separate folder for it',
    'git init -q --separate-git-dir gd sub; cd sub; git commit -q --allow-empty -m gd',
    'gd',
  ],
  [
    'a name of any bytes',
    'd=$(printf "s\\303\\274 \\377\\nb"); git init -q "$d"; cd "$d"; git commit -q --allow-empty -m odd',
    'odd',
  ],
  ['no commit yet', 'git init -q sub', undefined],
  ['no repository', 'mkdir -p sub/.git', undefined],
  [
    'another tree of a clone',
    'git clone -q . sub; cd sub; git worktree add -q ../two; cd ../two; git commit -q --allow-empty -m two',
    'two',
  ],
] as const

test.each(inFull(kinds, kinds.slice(0, 3)))(`%s${moreInFull}`, async (_name, script, subject) => {
  await using checkout = await ACheckout.of({ '.gitignore': 'dist\n' })
  checkout.git('tag', 'v1')
  checkout.agent(script)
  const { embedded = [], leftOut } = await checkout.take(true)
  expect(leftOut).toEqual([])
  const wanted = subject === undefined ? [] : [subject]
  const found = embedded.map(({ commit }) => subjects(checkout, commit)[0]?.split(':')[0])
  expect(found).toEqual(wanted)
})

const lost = [
  ['the store is gone', 'rm -rf sub/.git/objects', /commits of the repository at sub cannot be read/],
  [
    'HEAD is a pipe',
    'rm -r sub/.git/HEAD sub/.git/refs/heads/*; mkfifo sub/.git/HEAD',
    /branches of the repository at sub cannot be read/,
  ],
  [
    'it borrows from elsewhere',
    'echo /etc >sub/.git/objects/info/alternates',
    /commits of the repository at sub cannot be read/,
  ],
  [
    'it is elsewhere',
    'mv sub/.git ../../../elsewhere; echo "gitdir: $(realpath ../../../elsewhere)" >sub/.git',
    /commits of repositories outside the workspace: sub/,
  ],
] as const

test.each(inFull(lost, lost.slice(0, 1)))(
  `named where it cannot be had: %s${moreInFull}`,
  async (_name, script, said) => {
    await using checkout = await ACheckout.of({})
    checkout.agent(`git init -q sub; cd sub; echo x >x; git add x; git commit -qm x; cd ..; ${script}`)
    const { embedded, leftOut, uncommitted } = await checkout.take()
    expect(embedded).toBeUndefined()
    expect(leftOut).toEqual([expect.stringMatching(said)])
    expect(checkout.show(uncommitted, 'sub/x')).toBe('x')
  },
)

test('one that cannot be copied costs neither the files nor the other ones', async () => {
  await using checkout = await ACheckout.of({})
  const sub = cloneOther(checkout)
  checkout.agent("cd sub; head -c 70000000 /dev/zero | tr '\\0' x | git commit -q --allow-empty -F -")
  checkout.agent('git init -q zz; cd zz; git commit -q --allow-empty -m mine')
  writeFileSync(join(sub, 'draft'), 'draft')
  const { uncommitted, embedded, leftOut } = await checkout.take()
  expect(checkout.show(uncommitted, 'sub/draft')).toBe('draft')
  expect(embedded).toEqual([{ place: 'zz', commit: git(join(checkout.checkout, 'zz'), 'rev-parse', 'HEAD') }])
  expect(leftOut).toEqual(['commits of the repository at sub are too many or too long'])
})

test('from the agent to the remote, and the message says where', async () => {
  await using attempt = await Attempt.of({ submodules: false })
  attempt.agent(
    'git init -q sub; cd sub; echo x >x; git add x; git commit -qm mine; cd ..; echo done >done; git add done; git commit -qm done',
  )
  const commit = git(join(attempt.checkout, 'sub'), 'rev-parse', 'HEAD')
  const ref = `${prefix}embedded-${commit.slice(0, 12)}`
  expect(await attempt.end()).toMatchObject({
    state: 'saved',
    rescueRefs: [ref],
    message: expect.stringContaining(`commits that only a repository of the agent's own had: sub at ${ref}`),
  })
  expect(attempt.remoteRefs()[ref]).toBe(commit)
  expect(git(attempt.remote, 'show', `polecat/fix:sub/x`)).toBe('x')
})

describeInFull('rarer repositories', () => {
  test('copies go back to where they were made, as the message of the first says', async () => {
    await using checkout = await ACheckout.of({})
    const sub = cloneOther(checkout, '--depth', '1')
    commitIn(sub, 'mine')
    const commit = commitIn(sub, 'more')
    const [copy] = (await checkout.take()).embedded ?? []
    const root = git(checkout.handoff, 'rev-list', '--max-parents=0', String(copy?.commit))
    const words = /git (rebase --onto \w+) </.exec(git(checkout.handoff, 'log', '-1', '--format=%b', root))?.[1] ?? ''
    const again = join(checkout.folder, 'again')
    git(checkout.folder, 'clone', '-q', join(checkout.folder, 'other'), again)
    git(again, 'fetch', '-q', checkout.handoff, String(copy?.commit))
    git(again, ...words.split(' '), root, String(copy?.commit))
    expect(git(again, 'diff', 'origin/main', 'HEAD', '--name-only')).toBe('mine\nmore')
    expect(git(again, 'rev-parse', 'HEAD^{tree}')).toBe(git(sub, 'rev-parse', `${commit}^{tree}`))
  })

  test('of a submodule whose name is not ASCII', async () => {
    await using checkout = await ACheckout.of({})
    checkout.agent(
      'git init -q süb; cd süb; git commit -q --allow-empty -m one; cd ..; git add süb; git commit -qm sub',
    )
    const commit = commitIn(join(checkout.checkout, 'süb'), 'two')
    expect(await checkout.take()).toMatchObject({ submodules: [commit], leftOut: [] })
  })

  test('a secret in such a commit comes to no ref', async () => {
    await using attempt = await Attempt.of({ submodules: false })
    const key = 'sk-ant-0123456789-abcdefghijklmnopqrstuvwxyz'
    attempt.secretOfModel(key)
    attempt.agent(`git init -q sub; cd sub; echo ${key} >x; git add x; git commit -qm mine; rm x`)
    expect(await attempt.end()).toMatchObject({ state: 'incomplete', reason: 'SecretHeld' })
    const all = git(attempt.remote, 'cat-file', '--batch-all-objects', '--batch')
    expect(all).not.toContain(key)
  })
})
