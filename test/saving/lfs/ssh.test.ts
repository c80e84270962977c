import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { AnLfsCheckout } from './an-lfs-checkout.ts'

/** A PATH whose ssh runs the command here, and whose git-lfs-authenticate is the given shell text. */
function programs(attempt: AnLfsCheckout, authenticate: string | undefined): Record<string, string> {
  const folder = join(attempt.folder, 'programs')
  mkdirSync(folder, { recursive: true })
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const log = join(attempt.folder, 'ssh-log')
  write('ssh', `echo "$@" >>'${log}'\nfor last; do :; done\nexec sh -c "$last"`)
  if (authenticate !== undefined) write('git-lfs-authenticate', authenticate)
  attempt.settings = {
    ...attempt.settings,
    repository: `ssh://git@example.com${attempt.remote}`,
    machineGit: true,
  }
  return { PATH: `${folder}:${process.env.PATH}`, HOME: attempt.folder }
}

test('an ssh remote says where its LFS server is, and what to say there', async () => {
  await using attempt = await AnLfsCheckout.served()
  attempt.commitOnRemote('main', { '.lfsconfig': '' })
  const api = { href: `${attempt.server.url}/over-ssh`, header: { Authorization: 'RemoteAuth 1' }, expires_in: 60 }
  const clone = attempt.run(gitClone, programs(attempt, `echo '${JSON.stringify(api)}'`))
  expect([await clone.done, clone.message().message]).toEqual([0, undefined])
  const [batch] = attempt.server.requests
  expect([batch?.path, batch?.headers.authorization]).toEqual(['/over-ssh/objects/batch', 'RemoteAuth 1'])
  expect(attempt.read('assets/one.bin')).toBe('first content\n')
  const last = readFileSync(join(attempt.folder, 'ssh-log'), 'utf8').trim().split('\n').at(-1)
  expect(last).toMatch(new RegExp(`BatchMode=yes .*git@example\\.com git-lfs-authenticate ${attempt.remote} download$`))
})

const refusals = [
  [undefined, /InvalidSpec.*example\.com has no LFS server for ssh:/],
  ['echo Permission denied, please try again >&2; exit 255', /no LFS server/],
  [`echo '{"href":"http://lfs.example.com/"}'`, /names no https URL/],
  ['echo hello', /names no https URL/],
] as const

test.each(inFull(refusals, refusals.slice(0, 1)))(
  `where git-lfs-authenticate is %j it is told apart${moreInFull}`,
  async (authenticate, words) => {
    await using attempt = await AnLfsCheckout.served()
    attempt.commitOnRemote('main', { '.lfsconfig': '' })
    const clone = attempt.run(gitClone, programs(attempt, authenticate))
    expect(await clone.done).toBe(1)
    expect(JSON.stringify(clone.message())).toMatch(words)
    expect(attempt.server.requests).toEqual([])
  },
)

describeInFull('with settings of the machine', () => {
  test("the user's own rewriting of URLs counts", async () => {
    await using attempt = await AnLfsCheckout.served()
    attempt.commitOnRemote('main', { '.lfsconfig': '' })
    const api = { href: `${attempt.server.url}/over-ssh` }
    const env = programs(attempt, `echo '${JSON.stringify(api)}'`)
    writeFileSync(
      join(attempt.folder, '.gitconfig'),
      `[url "ssh://git@example.com${attempt.folder}/"]\n\tinsteadOf = https://example.com/\n`,
    )
    attempt.settings = { ...attempt.settings, repository: 'https://example.com/remote.git' }
    const clone = attempt.run(gitClone, env)
    expect([await clone.done, clone.message().message]).toEqual([0, undefined])
    expect(attempt.server.requests[0]?.path).toBe('/over-ssh/objects/batch')
  })
})
