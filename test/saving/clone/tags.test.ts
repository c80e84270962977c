import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { files } from '../../../src/pod/layout.ts'
import { AttemptFolder, git } from '../../support/attempt-folder.ts'
import { inFull, moreInFull } from '../../support/full.ts'
import { serveGit } from '../../support/servers/git-http.ts'

const transports = ['http', 'file']

test.each(inFull(transports, transports.slice(0, 1)))(
  `tags into the history come along, in one file, over %s${moreInFull}`,
  async (transport) => {
    await using attempt = new AttemptFolder()
    const { remote } = attempt
    const main = git(remote, 'rev-parse', 'main')
    git(remote, 'tag', 'v1', 'main')
    git(remote, 'tag', '-a', '-m', 'two', 'v2', 'main')
    git(remote, 'tag', '-a', '-m', 'of a tag', 'nested', 'v2')
    const elsewhere = attempt.commitOnRemote('other', { other: 'elsewhere' })
    git(remote, 'tag', 'elsewhere', elsewhere)
    git(remote, 'tag', '-a', '-m', 'not ours', 'elsewhere-2', elsewhere)
    git(remote, 'tag', 'file', git(remote, 'rev-parse', 'other:other'))
    attempt.commitOnRemote('main', { next: '1' })
    await using server = transport === 'http' ? await serveHere(attempt.folder) : undefined
    if (server) attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    const clone = attempt.run(gitClone)
    expect(await clone.done).toBe(0)
    const { checkout } = attempt
    expect(git(checkout, 'tag').split('\n')).toEqual(['nested', 'v1', 'v2'])
    expect(git(checkout, 'rev-parse', 'v2^{commit}', 'nested^{commit}', 'v1')).toBe([main, main, main].join('\n'))
    expect(git(checkout, 'describe')).toMatch(/^(v2|nested)-1-g/)
    expect(git(checkout, 'fsck', '--no-dangling')).toBe('')
    const tags = join(attempt.path(files.baseRepository), 'refs', 'tags')
    expect(existsSync(tags) ? readdirSync(tags) : []).toEqual([])
  },
)

async function serveHere(folder: string): Promise<AsyncDisposable & { url: string }> {
  const server = await serveGit(folder)
  return { url: server.url, [Symbol.asyncDispose]: () => server.close() }
}

test('a cut history has the tags of what it holds', async () => {
  await using attempt = new AttemptFolder()
  const { remote } = attempt
  git(remote, 'tag', 'old', 'main')
  const next = attempt.commitOnRemote('main', { next: '1' })
  git(remote, 'tag', '-a', '-m', 'new', 'new', next)
  attempt.settings = { ...attempt.settings, repository: `file://${remote}`, cloneDepth: 1 }
  const clone = attempt.run(gitClone)
  expect(await clone.done).toBe(0)
  expect(git(attempt.checkout, 'tag')).toBe('new')
  expect(git(attempt.checkout, 'describe')).toBe('new')
})
