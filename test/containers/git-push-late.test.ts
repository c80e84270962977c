/** A server that finishes the push of a checkpoint, which was cut for the final one, after nobody looks any more. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import { files } from '../../src/pod/layout.ts'
import { savedRefs } from '../../src/actions/saved-on-remote.ts'
import { git, until, type AttemptFolder } from '../support/attempt-folder.ts'
import { answered, branch, cloned, hook, nextAttempt, rescue } from './a-clone.ts'

/** The first push hangs there. */
const hangOnce = '[ -e held ] || { : >held; exec sleep 600; }'

/** As the server would at last. */
function arrive(attempt: AttemptFolder, refs: Record<string, string>): void {
  const refspecs = Object.entries(refs).map(([ref, commit]) => `${commit}:${ref}`)
  git(attempt.path(files.handoffRepository), 'push', '-q', attempt.remote, ...refspecs)
}

test('drafts that come after the last look are neither laid over what was saved, nor shown for it', async () => {
  await using attempt = await cloned()
  hook(attempt.remote, 'pre-receive', hangOnce)
  const draft = attempt.commit({ a: 'draft\n' }, attempt.start)
  const snapshot = attempt.commit({ a: 'draft\n', b: 'draft\n' }, draft)
  const last = attempt.commit({ a: 'done\n' }, attempt.start)
  const push = attempt.run(gitPush)
  attempt.handOver({ tip: draft, uncommitted: snapshot })
  await until(() => existsSync(join(attempt.remote, 'held')), 'the push of the checkpoint')
  attempt.handOver({ tip: last, final: true, nonce: 'n' })
  await answered(push, { state: 'saved', final: true, commit: last })
  expect(await push.end()).toBe(0)
  expect(push.message().rescueRefs).toBeUndefined()
  const drafts = { [`${rescue}/checkpoint`]: draft, [`${rescue}/uncommitted`]: snapshot }
  arrive(attempt, drafts)
  const polecat = {
    metadata: { name: 'fix', uid: attempt.settings.uid },
    status: { attempt: 1, branch: 'polecat/fix', result: { saved: 'saved', commit: last } },
  } as Parameters<typeof savedRefs>[0]
  const shown = new Map(Object.entries(attempt.remoteRefs()))
  expect(savedRefs(polecat, shown, 'refs/gastown')).toEqual({ tip: branch, uncommitted: undefined })
  expect(await nextAttempt(attempt, last)).toBe('')
  expect(readFileSync(join(attempt.checkout, 'a'), 'utf8')).toBe('done\n')
  const late = `${Object.keys(drafts).join(', ')}, which are marked as older than what was saved`
  expect(push.lines.at(-1)).toBe(`sent, but cut short, and not seen on the remote so far: ${late}`)
})
