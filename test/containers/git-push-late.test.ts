/** A server that finishes the push of a checkpoint, which was cut for the final one, after nobody looks any more. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import { files } from '../../src/pod/layout.ts'
import { savedRefs } from '../../src/work/saved-on-remote.ts'
import type { PushState } from '../../src/saving/push/push-state.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { git, until, type AttemptFolder } from '../support/attempt-folder.ts'
import { answered, branch, cloned, hook, nextAttempt, rescue } from './a-clone.ts'

/** The first push hangs there. */
const hangOnce = '[ -e held ] || { : >held; exec sleep 600; }'

/** As the server would at last. */
function arrive(attempt: AttemptFolder, refs: Record<string, string>): void {
  const refspecs = Object.entries(refs).map(([ref, commit]) => `${commit}:${ref}`)
  git(attempt.path(files.handoffRepository), 'push', '-q', attempt.remote, ...refspecs)
}

const polecatOf = (attempt: AttemptFolder, commit: string) =>
  ({
    metadata: { name: 'fix', uid: attempt.settings.uid },
    status: { attempt: 1, branch: 'polecat/fix', result: { saved: 'saved', commit } },
  }) as Parameters<typeof savedRefs>[0]

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
  const shown = new Map(Object.entries(attempt.remoteRefs()))
  expect(savedRefs(polecatOf(attempt, last), shown, 'refs/gastown')).toEqual({ tip: branch, uncommitted: undefined })
  expect(await nextAttempt(attempt, last)).toBe('')
  expect(readFileSync(join(attempt.checkout, 'a'), 'utf8')).toBe('done\n')
  const late = `${Object.keys(drafts).join(', ')}, which are marked as older than what was saved`
  expect(push.lines.at(-1)).toBe(`sent, but cut short, and not yet seen on the remote: ${late}`)
})

test('each of several drafts that a gateway gave up waiting for may come', async () => {
  await using attempt = await cloned()
  let isAway = true
  const refuse = (path: string): number | undefined => (isAway && path.endsWith('/git-receive-pack') ? 504 : undefined)
  const server = await serveGit(attempt.folder, { refuse })
  attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
  const ref = `${rescue}/uncommitted`
  const first = attempt.commit({ a: 'first\n' }, attempt.start)
  const second = attempt.commit({ a: 'second\n' }, attempt.start)
  const last = attempt.commit({ a: 'done\n' }, attempt.start)
  try {
    const push = attempt.run(gitPush)
    const mayCome = (commit: string) => () => {
      const { late } = JSON.parse(readFileSync(attempt.path('/private/last.json'), 'utf8')) as PushState
      return late?.[ref]?.includes(commit) === true
    }
    for (const draft of [first, second]) {
      attempt.handOver({ tip: attempt.start, uncommitted: draft })
      await until(mayCome(draft), 'the push of a draft')
    }
    await answered(push, { state: 'failed', reason: 'PushFailed' })
    isAway = false
    attempt.handOver({ tip: last, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', final: true, commit: last })
    expect(await push.end()).toBe(0)
  } finally {
    await server.close()
  }
  for (const draft of [first, second]) {
    arrive(attempt, { [ref]: draft })
    const shown = new Map(Object.entries(attempt.remoteRefs()))
    expect(shown.get(ref)).toBe(draft)
    expect(savedRefs(polecatOf(attempt, last), shown, 'refs/gastown')).toEqual({ tip: branch, uncommitted: undefined })
    git(attempt.remote, 'update-ref', '-d', ref)
  }
})
