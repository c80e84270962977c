/** Commits in submodules, from the agent's process to the remote. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'
import { Attempt, branch, prefix } from './an-attempt.ts'

test('a commit in a submodule and its bump: both are on the remote, and it is said', async () => {
  await using attempt = await Attempt.of()
  attempt.agent('cd lib; echo new >>code; git commit -qam "in lib"; cd ..; git add lib; git commit -qm bump')
  const commit = git(join(attempt.checkout, 'lib'), 'rev-parse', 'HEAD')
  const message = await attempt.end()
  expect(attempt.submodules()).toEqual([commit])
  expect(git(attempt.remote, 'rev-parse', `${branch}:lib`)).toBe(commit)
  expect(message).toMatchObject({
    state: 'rescued',
    commit: attempt.remoteRefs()[branch],
    rescueRefs: [`${prefix}submodule-${commit.slice(0, 12)}`],
    message: expect.stringMatching(/cannot be cloned with its submodules/),
  })
  expect(message.leftOut).toBeUndefined()
  // What the message says: from there on it can.
  git(attempt.remote, 'push', '-q', join(attempt.folder, 'lib.git'), `${commit}:refs/heads/main`)
  const clone = join(attempt.folder, 'clone')
  const allow = ['-c', 'protocol.file.allow=always']
  git(attempt.folder, ...allow, 'clone', '-q', '--recurse-submodules', '-b', 'polecat/fix', attempt.remote, clone)
  expect(git(clone, 'status', '--porcelain')).toBe('')
  expect(git(join(clone, 'lib'), 'log', '-1', '--format=%s')).toBe('in lib')
})

test('as git add would have it, an end without a commit bumps the submodule', async () => {
  await using attempt = await Attempt.of()
  attempt.agent('cd lib; echo new >>code; git commit -qam "in lib"; cd ..; echo left >left')
  const commit = git(join(attempt.checkout, 'lib'), 'rev-parse', 'HEAD')
  expect(await attempt.end()).toMatchObject({ state: 'rescued', commits: 1 })
  expect(attempt.changed()).toBe('A\tleft\nM\tlib')
  expect(attempt.submodules()).toEqual([commit])
})

test('nothing of submodules is told where nothing was done in them', async () => {
  await using attempt = await Attempt.of()
  attempt.agent('echo done >done; git add done; git commit -qm done; cd lib; git fetch -q; git checkout -q origin/main')
  const { state, message } = await attempt.end()
  expect([state, message]).toEqual(['saved', expect.stringMatching(/^pushed 1 commit \(\w+\) to polecat\/fix$/)])
})

test('a secret in a commit of a submodule, and in files there, comes to no ref', async () => {
  await using attempt = await Attempt.of()
  const key = 'sk-ant-0123456789-abcdefghijklmnopqrstuvwxyz'
  attempt.secretOfModel(key)
  attempt.agent(`cd lib; echo fine >>code; git commit -qam fine; echo ${key} >key; git add .; git commit -qm key
    echo ${key} >>code; cd ..; git add lib; git commit -qm bump; cd lib; git worktree add -q ../../wt; echo ${key} >../../wt/x; echo y >../../wt/y`)
  const { state, reason } = await attempt.end()
  expect([state, reason]).toEqual(['incomplete', 'SecretHeld'])
  const all = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch'], { cwd: attempt.remote })
  expect(all.toString('latin1')).not.toContain(key)
  const subjects = attempt.submodules().map((commit) => git(attempt.remote, 'log', '--format=%s', commit))
  expect(subjects.join('\n')).toContain('fine')
})

describeInFull('rarer states of submodules', () => {
  test('what nobody has bumped, on a branch or detached, is work too; what stood there before is not', async () => {
    await using attempt = await Attempt.of({ uncommitted: 'rescue' })
    attempt.agent(
      'cd lib; git checkout -qb side; git commit -q --allow-empty -m side; git checkout -q --detach origin/main; git commit -q --allow-empty -m detached',
    )
    const lib = join(attempt.checkout, 'lib')
    const [side, detached] = ['side', 'HEAD'].map((name) => git(lib, 'rev-parse', name))
    expect(await attempt.end()).toMatchObject({ state: 'rescued' })
    expect(attempt.submodules().toSorted()).toEqual([side, detached].toSorted())
  })

  test('nested ones', async () => {
    await using attempt = await Attempt.of()
    attempt.agent(
      'cd lib/deep; echo new >>deep; git commit -qam deep; cd ..; git commit -qam lib; cd ..; git commit -qam bump',
    )
    const [lib, deep] = ['lib', 'lib/deep'].map((path) => git(join(attempt.checkout, path), 'rev-parse', 'HEAD'))
    expect(await attempt.end()).toMatchObject({ state: 'rescued' })
    expect(attempt.submodules().toSorted()).toEqual([lib, deep].toSorted())
    expect(attempt.changed()).toBe('M\tlib')
  })

  test('a repository of the agent that became a submodule, without .gitmodules, in place or absorbed', async () => {
    await using attempt = await Attempt.of({ submodules: false })
    attempt.agent(`git init -q own; cd own; echo x >x; git add x; git commit -qm own; cd ..
    git init -q other; cd other; echo y >y; git add y; git commit -qm other; cd ..
    git -c advice.addEmbeddedRepo=false add own other; git config -f .gitmodules submodule.other.path other
    git config -f .gitmodules submodule.other.url ./other; git submodule -q absorbgitdirs other; git add .gitmodules; git commit -qm both`)
    const tips = ['own', 'other'].map((path) => git(join(attempt.checkout, path), 'rev-parse', 'HEAD'))
    expect(await attempt.end()).toMatchObject({ state: 'rescued' })
    expect(attempt.submodules().toSorted()).toEqual(tips.toSorted())
    expect(attempt.changed()).toBe('M\t.gitmodules\nA\tother\nA\town')
  })

  test('a commit that is nowhere is named', async () => {
    await using attempt = await Attempt.of()
    attempt.agent(`git update-index --cacheinfo 160000,${'1'.repeat(40)},lib; git commit -qm "names nothing"
    cd lib; git commit -q --allow-empty -m lost; id=$(git rev-parse HEAD); cd ..
    rm -f .git/modules/my/lib/objects/$(echo $id | cut -c1-2)/*`)
    const { state, leftOut } = await attempt.end()
    expect(state).toBe('incomplete')
    expect(leftOut?.join()).toMatch(/commits of the submodule at .git\/modules\/my\/lib cannot be read/)
    expect(leftOut?.join()).toMatch(/nowhere: 111111111111 of lib/)
  })

  test('commits of a repository that is gone', async () => {
    await using attempt = await Attempt.of()
    attempt.agent('cd lib; echo new >>code; git commit -qam "in lib"; cd ..; git add lib; git commit -qm bump')
    const commit = git(join(attempt.checkout, 'lib'), 'rev-parse', 'HEAD')
    rmSync(join(attempt.checkout, '.git/modules'), { recursive: true })
    const { state, leftOut } = await attempt.end()
    expect(state).toBe('incomplete')
    expect(leftOut?.join()).toContain(`nowhere: ${commit.slice(0, 12)} of lib`)
  })

  test('where the history is cut, commits are saved as copies, and that their names are not is said', async () => {
    await using attempt = await Attempt.of({ cloneDepth: 1 })
    const lib = join(attempt.checkout, 'lib')
    expect(git(lib, 'rev-parse', '--is-shallow-repository')).toBe('true')
    attempt.agent('cd lib; echo new >>code; git commit -qam "in lib"; cd ..; git add lib; git commit -qm bump')
    const commit = git(lib, 'rev-parse', 'HEAD')
    const { state, leftOut } = await attempt.end()
    expect(state).toBe('incomplete')
    expect(leftOut).toEqual([`commits saved as copies only (cloneDepth): ${commit.slice(0, 12)} of lib`])
    const [copy = ''] = attempt.submodules()
    expect(git(attempt.remote, 'log', '--format=%s', copy).split('\n')).toEqual([
      'in lib',
      expect.stringMatching(/my\/lib at \w{12}$/),
    ])
    expect(git(attempt.remote, 'rev-parse', `${copy}^{tree}`)).toBe(git(lib, 'rev-parse', `${commit}^{tree}`))
  })

  test('where the history is cut and nothing was done, nothing is told', async () => {
    await using attempt = await Attempt.of({ cloneDepth: 1 })
    attempt.agent('echo done >done; git add done; git commit -qm done')
    expect(await attempt.end()).toMatchObject({
      state: 'saved',
      message: expect.stringMatching(/^pushed 1 commit \(\w+\) to polecat\/fix$/),
    })
  })

  test('uncommitted files of a worktree of a submodule are their difference from its HEAD', async () => {
    await using attempt = await Attempt.of()
    attempt.agent('cd lib; git worktree add -q ../../wt -b wt; echo new >../../wt/new; echo more >>../../wt/code')
    expect(await attempt.end()).toMatchObject({ state: 'saved' })
    const [commit] = Object.entries(attempt.remoteRefs()).flatMap(([ref, sha]) =>
      ref.includes('/worktree-') ? [sha] : [],
    )
    expect(git(attempt.remote, 'diff-tree', '-r', '--no-commit-id', '--name-status', String(commit))).toBe(
      'M\tcode\nA\tnew',
    )
    expect(git(attempt.remote, 'rev-parse', `${commit}^`)).toBe(attempt.tip('lib.git'))
  })
})
