/** Work that is not on the branch: where it is instead, and that everybody is told. The remote is asked by git alone. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeInFull } from '../support/full.ts'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena'))

/** Runs an agent to its end; tells the exit code, and the prefix of its rescue refs. */
async function agent(
  name: string,
  script: string,
  ...more: string[]
): Promise<{ code: number | null; prefix: string }> {
  const words = ['create', name, '--task', 't', '--agent', 'custom', '--wait', ...more, '--', 'sh', '-ec', script]
  const { code } = await story.gastown(words, { cwd: repository.checkout })
  const { metadata } = await story.polecat(name)
  return { code, prefix: `refs/gastown/${name}-${metadata.uid?.slice(0, 8)}/1/` }
}

/** What a person gets who clones the branch. */
async function cloned(branch: string): Promise<string[]> {
  const folder = join(story.folder, `clone-${branch.replaceAll('/', '-')}`)
  await repository.git('clone', '-q', '--branch', branch, repository.remote, folder)
  return (await readdir(folder)).filter((name) => name !== '.git').toSorted()
}

test("the model's key in a file comes to no ref, and everything else does", async () => {
  const key = 'sk-proj-0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const imported = await story.gastown(['secrets', 'import-key', 'team', '--provider', 'openai'], { input: `${key}\n` })
  expect(imported).toMatchObject({ code: 0 })
  const secret = ['--provider', 'openai', '--api-key-secret', 'team']
  const { code, prefix } = await agent(
    'leak',
    'env >debug.txt; echo work >work; git add .; git commit -qm work; echo left >left',
    ...secret,
  )
  expect(code).toBe(18)
  const refs = await repository.refs()
  expect([...refs.keys()].filter((ref) => ref.includes('leak'))).toEqual([`${prefix}uncommitted`])
  const files = String(refs.get(`${prefix}uncommitted`))
  expect((await repository.git('ls-tree', '--name-only', files)).split('\n').filter(Boolean)).toEqual([
    'README.md',
    'debug.txt',
    'left',
    'work',
  ])
  expect(await repository.git('show', `${files}:debug.txt`)).toContain('OPENAI_API_KEY=***')
  expect(await repository.git('cat-file', '--batch-all-objects', '--batch')).not.toContain(key)
  const { status } = await story.polecat('leak')
  expect(status).toMatchObject({ phase: 'Failed', reason: 'SecretHeld', result: { saved: 'incomplete' } })
  expect(status?.message).toMatch(/debug\.txt .*revoke it/)
  expect(JSON.stringify(status)).not.toContain(key)
})

describeInFull('rarer work', () => {
  test('what is not committed in other worktrees is on refs of its own, or named', async () => {
    const script = `git worktree add -q ../two -b s2; echo two >../two/u2; echo done >done
      git worktree add -q .claude/worktrees/x; echo x >.claude/worktrees/x/ux`
    const { code, prefix } = await agent('trees', script)
    expect(code).toBe(0)
    expect(await cloned('polecat/trees')).toEqual(['README.md', 'done'])
    const refs = [...(await repository.refs())].filter(([ref]) => ref.startsWith(`${prefix}worktree-`))
    const changed = refs.map(([, commit]) =>
      repository.git('diff-tree', '-r', '--no-commit-id', '--name-status', commit),
    )
    expect((await Promise.all(changed)).toSorted()).toEqual(['A\tu2\n', 'A\tux\n'])
    const { status } = await story.polecat('trees')
    expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', result: { saved: 'saved' } })
    expect(status?.message).toContain(`uncommitted work of a worktree saved at ${prefix}worktree-`)

    const { code: away } = await agent(
      'away',
      'git worktree add -q "$TMPDIR/x" -b s3; echo 3 >"$TMPDIR/x/u3"; echo a >a',
    )
    expect(away).toBe(0)
    expect((await story.polecat('away')).status).toMatchObject({
      result: {
        saved: 'incomplete',
        // A long path is cut short.
        leftOut: [expect.stringMatching(/^uncommitted files of worktrees outside the workspace: \/.*(?:\/x|…)$/)],
      },
    })
  })

  test('commits of a submodule are on the remote with the branch that names them', async () => {
    const library = await story.repository('lib', { code: 'code\n' })
    const own = ['-c', 'protocol.file.allow=always', '-C', repository.checkout]
    await repository.git(...own, 'submodule', '--quiet', 'add', '../lib.git', 'lib')
    await repository.git(...own, 'commit', '-qm', 'Use lib')
    await repository.git(...own, 'push', '-q', 'origin', 'main')
    const bump = 'cd lib; echo new >>code; git commit -qam new; cd ..; git add lib; git commit -qm bump'
    const { code, prefix } = await agent('bump', bump, '--set', 'kubernetes.submodules=true')
    expect(code).toBe(0)
    const refs = await repository.refs()
    const commit = (await repository.git('rev-parse', 'polecat/bump:lib')).trim()
    expect(refs.get(`${prefix}submodule-${commit.slice(0, 12)}`)).toBe(commit)
    expect(await library.git('for-each-ref', '--contains', commit).catch(() => 'not there')).toBe('not there')
    const { status } = await story.polecat('bump')
    expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', result: { saved: 'rescued' } })
    expect(status?.message).toMatch(/cannot be cloned/)
  })
})
