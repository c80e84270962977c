/** A server that lets no ref be removed, nor moved back, or breaks down each time. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import { until, git, type AttemptFolder } from '../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'
import { answered, branch, cloned, hook, nextAttempt, rescue } from './a-clone.ts'

function onDeletion(action: string): string {
  return `if grep -q '^[0-9a-f]* 0\\{40\\} '; then ${action}; fi`
}

/** receive.denyDeletes speaks of branches only. */
const asBranches = 'refs/heads/gastown/fix-1a2b3c4d/1'

function denyDeletes(remote: string): void {
  for (const rule of ['denyDeletes', 'denyNonFastForwards']) git(remote, 'config', `receive.${rule}`, 'true')
}

function under(rescuePrefix: string): Promise<AttemptFolder & { start: string }> {
  return cloned((attempt) => {
    attempt.settings = { ...attempt.settings, rescuePrefix, ciChanges: 'allow' }
  })
}

function hooked(action: string): (remote: string) => void {
  return (remote) => hook(remote, 'pre-receive', onDeletion(action))
}

const undeletable: readonly [string, string, (remote: string) => void][] = [
  ['a setting that forbids to delete', asBranches, denyDeletes],
  ['a hook that forbids to delete', rescue, hooked("echo 'no deletions here' >&2; exit 1")],
  ['a server that ends the connection at each deletion', rescue, hooked('kill -9 $PPID')],
  ['a server that is silent about each deletion', rescue, hooked('exec sleep 600')],
]

test.each(inFull(undeletable, undeletable.slice(0, 1)))(
  `with %s, drafts are marked, and not laid over what was pushed${moreInFull}`,
  async (_, prefix, forbid) => {
    await using attempt = await under(prefix)
    forbid(attempt.remote)
    const push = attempt.run(gitPush)
    const draft = attempt.commit({ a: 'draft\n' }, attempt.start)
    const snapshot = attempt.commit({ a: 'draft\n', b: 'draft\n' }, draft)
    attempt.handOver({ tip: draft, uncommitted: snapshot })
    await answered(push, { state: 'rescued' })
    const tip = attempt.commit({ a: 'done\n' }, draft)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', final: true, commit: tip })
    await until(() => push.message().rescueRefs === undefined, 'the marks')
    expect(await push.end()).toBe(0)
    expect(attempt.remoteRefs()).toEqual({
      'refs/heads/main': attempt.start,
      [branch]: tip,
      [`${prefix}/checkpoint`]: draft,
      [`${prefix}/uncommitted`]: snapshot,
      [`${prefix}/superseded-${draft.slice(0, 12)}`]: draft,
      [`${prefix}/superseded-${snapshot.slice(0, 12)}`]: snapshot,
    })
    expect(push.lines.at(-1)).toBe(
      `the server keeps ${prefix}/uncommitted, ${prefix}/checkpoint, which are marked as older than what was saved`,
    )
    expect(await nextAttempt(attempt, tip)).toBe('')
    expect(readFileSync(join(attempt.checkout, 'a'), 'utf8')).toBe('done\n')
  },
)

describeInFull('rarer servers and snapshots', () => {
  test('the snapshot that came last is laid there too', async () => {
    await using attempt = await under(asBranches)
    denyDeletes(attempt.remote)
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: 'done\n' }, attempt.start)
    const uncommitted = attempt.commit({ b: 'open\n' }, tip)
    attempt.handOver({ tip, uncommitted })
    await answered(push, { state: 'rescued' })
    attempt.handOver({ tip, uncommitted, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', commit: tip, rescueRefs: [`${asBranches}/uncommitted`] })
    expect(await push.end()).toBe(0)
    expect(await nextAttempt(attempt, tip)).toBe('?? b')
    expect(readFileSync(join(attempt.checkout, 'b'), 'utf8')).toBe('open\n')
  })

  test('a deletion that a server carries out without a word needs no mark', async () => {
    await using attempt = await under(rescue)
    hook(attempt.remote, 'post-receive', onDeletion('exec sleep 600'))
    const push = attempt.run(gitPush)
    const draft = attempt.commit({ a: 'draft\n' }, attempt.start)
    attempt.handOver({ tip: draft })
    await answered(push, { state: 'rescued' })
    attempt.handOver({ tip: draft, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', commit: draft })
    expect(await push.end()).toBe(0)
    expect(push.message().rescueRefs).toBeUndefined()
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: draft })
  })
})
