import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import { git, until } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'
import { answered, branch, cloned, rescue } from './a-clone.ts'

test('rewritten commits are kept: the last checkpoint, and what a continued branch held', async () => {
  await using attempt = await cloned((attempt) => {
    attempt.commitOnRemote('polecat/fix', { ours: '1' }, 'refs/heads/main')
    attempt.settings = { ...attempt.settings, workBranchExplicit: true }
  })
  const push = attempt.run(gitPush)
  const first = attempt.commit({ a: '1' }, attempt.start)
  attempt.handOver({ tip: first })
  await answered(push, { state: 'rescued' })
  const base = attempt.remoteRefs()['refs/heads/main'] ?? ''
  const rewritten = attempt.commit({ a: '2' }, base)
  attempt.handOver({ tip: rewritten, final: true })
  await answered(push, { state: 'saved', commit: rewritten })
  expect(await push.end()).toBe(0)
  expect(attempt.remoteRefs()).toEqual({
    'refs/heads/main': base,
    [branch]: rewritten,
    [`${rescue}/before-rewrite-${first.slice(0, 12)}`]: first,
    [`${rescue}/before-rewrite-${attempt.start.slice(0, 12)}`]: attempt.start,
  })
})

describeInFull('many rewrites', () => {
  test('what was on the branch before the agent came is kept, however often the agent rewrites', async () => {
    await using attempt = await cloned((attempt) => {
      attempt.commitOnRemote('polecat/fix', { ours: '1' }, 'refs/heads/main')
      attempt.settings = { ...attempt.settings, workBranchExplicit: true }
    })
    const push = attempt.run(gitPush)
    const base = attempt.remoteRefs()['refs/heads/main'] ?? ''
    for (let round = 0; round <= 21; round += 1) {
      const tip = attempt.commit({ a: String(round) }, base)
      attempt.handOver({ tip, final: round === 21 })
      await answered(push, round === 21 ? { state: 'saved', commit: tip } : { state: 'rescued' })
      if (round < 21) await until(() => attempt.remoteRefs()[`${rescue}/checkpoint`] === tip)
    }
    expect(git(attempt.remote, 'for-each-ref', '--contains', attempt.start, '--format=%(refname)')).toBe(
      `${rescue}/before-rewrite-${attempt.start.slice(0, 12)}`,
    )
    expect(attempt.remoteRefs()[branch]).not.toBe(attempt.start)
  })
})
