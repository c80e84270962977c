import { renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { gitRelease } from '../../src/containers/git-release.ts'
import { AttemptFolder, git } from '../support/attempt-folder.ts'
import { branch, hook, rescue } from './a-clone.ts'

/** The remote has the attempt's commits at the rescue ref. */
function held(): AttemptFolder & { tip: string } {
  const attempt = new AttemptFolder()
  const tip = attempt.commitOnRemote('held', { ci: 'on: push' }, 'refs/heads/main')
  git(attempt.remote, 'update-ref', `${rescue}/branch`, tip)
  git(attempt.remote, 'update-ref', '-d', 'refs/heads/held')
  return Object.assign(attempt, { tip })
}

test('the held commits go to the work branch, and their rescue ref away', async () => {
  await using attempt = held()
  const release = attempt.run(gitRelease)
  expect(await release.done).toBe(0)
  expect(release.message()).toMatchObject({ state: 'saved', final: true, commit: attempt.tip, rescueRefs: [] })
  expect(attempt.remoteRefs()).toMatchObject({ [branch]: attempt.tip })
  expect(attempt.remoteRefs()[`${rescue}/branch`]).toBeUndefined()
})

test('what is verified stays told where the remote goes away before its rescue ref is removed', async () => {
  await using attempt = held()
  // The second push is the removal; whoever looks at its outcome finds nothing.
  hook(attempt.remote, 'post-receive', `grep -q ' 0\\{40\\} ' || exit 0; mv ${attempt.remote} ${attempt.remote}.away`)
  const release = attempt.run(gitRelease)
  expect(await release.done).toBe(0)
  expect(release.message()).toMatchObject({ state: 'saved', commit: attempt.tip })
  expect(release.lines.join('\n')).toMatch(/^the rescue ref stays on the remote: /m)
})

test('what was sent to a remote that went away is not said to be missing', async () => {
  await using attempt = held()
  hook(attempt.remote, 'post-receive', `mv ${attempt.remote} ${attempt.remote}.away`)
  const release = attempt.run(gitRelease)
  expect(await release.done).toBe(1)
  expect(release.message()).toMatchObject({ state: 'failed', reason: 'PushFailed', unverified: [branch] })
  renameSync(`${attempt.remote}.away`, attempt.remote)
  expect(attempt.remoteRefs()).toMatchObject({ [branch]: attempt.tip })
})
