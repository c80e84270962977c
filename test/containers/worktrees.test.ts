/** Other worktrees of the agent's, from its process to the remote. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import { AttemptFolder, git, until } from '../support/attempt-folder.ts'

const prefix = 'refs/gastown/fix-1a2b3c4d/1/'

function agent(attempt: AttemptFolder, script: string): void {
  execFileSync('sh', ['-euc', script], { cwd: attempt.checkout, stdio: 'pipe' })
}

function worktreeRefs(attempt: AttemptFolder): [string, string][] {
  return Object.entries(attempt.remoteRefs()).filter(([ref]) => ref.startsWith(`${prefix}worktree-`))
}

test('uncommitted files of a worktree come to a ref of their own, also over a restart; that of one that is gone goes', async () => {
  await using attempt = new AttemptFolder()
  attempt.settings = { ...attempt.settings, checkpointSeconds: 1 }
  expect(await attempt.run(gitClone).done).toBe(0)
  agent(
    attempt,
    'git worktree add -q ../two -b s2; echo two >../two/u2; git worktree add -q .claude/three; echo 3 >.claude/three/u3',
  )
  const push = attempt.run(gitPush)
  const first = attempt.run(gitSave)
  await until(() => push.message().rescueRefs?.length === 2, 'two worktrees')
  const before = worktreeRefs(attempt)
  await first.end()
  const again = attempt.run(gitSave)
  agent(
    attempt,
    'git worktree remove --force .claude/three; echo more >>../two/u2; echo done >done; git add .; git commit -qm done',
  )
  await again.end()
  expect(await push.end()).toBe(0)
  const [[ref, commit] = ['', ''], ...others] = worktreeRefs(attempt)
  expect(others).toEqual([])
  expect(before.map(([name]) => name)).toContain(ref)
  expect(git(attempt.remote, 'diff-tree', '-r', '--no-commit-id', '--name-status', commit)).toBe('A\tu2')
  expect(git(attempt.remote, 'show', `${commit}:u2`)).toBe('two\nmore')
  expect(push.message()).toMatchObject({ state: 'saved', commit: attempt.remoteRefs()['refs/heads/polecat/fix'] })
  expect(push.message().leftOut).toBeUndefined()
})
