import { expect, test } from 'vitest'
import { becomeOrdinaryUser } from '../support/ordinary-user.ts'
import { EntryRun } from './entry-run.ts'

// To root, no folder is closed.
becomeOrdinaryUser()

test.each([
  ['the folder', 'chmod 500 .'],
  ['a folder in the way', 'mkdir -p ended/x; chmod 000 ended/x ended'],
  ['both', 'mkdir -p ended/x ended.new/y; chmod 000 ended/x ended ended.new; chmod 500 .'],
])('what the agent closed does not keep its end from being told: %s', async (_what, script) => {
  await using pod = new EntryRun(['sh', '-c', `cd "$HOME/../../output"; ${script}; exit 4`], { shell: ['sh'] })
  expect(await pod.exit()).toBe(4)
  expect(pod.nonces).toHaveLength(1)
  expect(pod.stderr).toBe('')
})
