import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { files } from '../../../src/pod/layout.ts'
import { git, until } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { serveGit } from '../../support/servers/git-http.ts'
import { basic, serveLfs, type LfsBehaviour } from '../../support/servers/lfs-server.ts'
import { makeTestCertificates } from '../../support/servers/test-certificates.ts'
import { AnLfsCheckout } from './an-lfs-checkout.ts'

const user = { name: 'bot', password: 's3cr3t' }

/** The remote over http with a token, where its own LFS server is. */
async function overHttp(attempt: AnLfsCheckout): Promise<AsyncDisposable & { readonly url: string }> {
  attempt.commitOnRemote('main', { '.lfsconfig': '' })
  const server = await serveGit(attempt.folder, { user, lfs: attempt.server.answer })
  attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
  attempt.secret('username', user.name)
  attempt.secret('password', user.password)
  return { url: server.url, [Symbol.asyncDispose]: () => server.close() }
}

async function messageFor(behaviour: LfsBehaviour): Promise<unknown> {
  await using attempt = await AnLfsCheckout.served()
  attempt.server.behave(behaviour)
  const clone = await attempt.clone()
  expect(clone.status).toBe(1)
  const { reason, message } = clone.message()
  expect(existsSync(attempt.checkout)).toBe(false)
  return [reason, message]
}

test("the repository's own server gets its credential, which goes with downloads from there", async () => {
  await using attempt = await AnLfsCheckout.served()
  await using _server = await overHttp(attempt)
  attempt.server.behave({ user })
  const clone = await attempt.clone()
  expect([clone.status, clone.message().message]).toEqual([0, undefined])
  expect(attempt.server.requests[0]?.path).toBe('/remote.git/info/lfs/objects/batch')
  expect(attempt.server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(basic(user)))
  expect(attempt.git('status', '--porcelain')).toBe('')
  expect(attempt.git('config', '--list')).not.toContain(user.password)
})

test('another host gets none: as the server, in a link, or by a redirect', async () => {
  await using attempt = await AnLfsCheckout.served()
  await using server = await overHttp(attempt)
  const other = await serveLfs()
  for (const text of ['first content\n', Buffer.alloc(3 * 1024 * 1024, 'big content\n')]) other.put(text)
  const own = { authorization: 'token of the link', host: 'elsewhere', 'transfer-encoding': 'chunked' }
  const behaviours: readonly LfsBehaviour[] = [
    { user, action: (oid) => ({ href: `${other.url}/content/${oid}` }) },
    { user, action: (oid) => ({ href: `${other.url}/content/${oid}`, header: own }) },
    { user, content: (oid, response) => response.writeHead(302, { location: `${other.url}/content/${oid}` }).end() },
  ]
  for (const behaviour of behaviours) {
    attempt.makeVolumes()
    attempt.secret('username', user.name)
    attempt.secret('password', user.password)
    other.requests.length = 0
    attempt.server.behave(behaviour)
    const clone = await attempt.clone()
    expect([clone.status, clone.message().message]).toEqual([0, undefined])
    expect(other.requests).toHaveLength(2)
    const expected = behaviour === behaviours[1] ? own.authorization : undefined
    for (const { headers } of other.requests) {
      expect(headers.authorization).toBe(expected)
      expect(headers.host).toBe(new URL(other.url).host)
    }
  }
  attempt.commitOnRemote('main', { '.lfsconfig': `[lfs]\n\turl = ${other.url}/lfs\n` })
  attempt.makeVolumes()
  attempt.secret('username', user.name)
  attempt.secret('password', user.password)
  other.requests.length = 0
  other.behave({ user })
  const clone = await attempt.clone()
  expect(clone.message()).toMatchObject({
    reason: 'CredentialRejected',
    message: expect.stringMatching(/requires a credential, but there is none for it/),
  })
  expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
  expect(server.url).not.toBe(other.url)
  await other.close()
})

test("an agent's commit does not choose the server", async () => {
  await using attempt = await AnLfsCheckout.served()
  const other = await serveLfs()
  const theirs = attempt.server.put('on the branch\n')
  const unknown = theirs.replace(/[0-9a-f]{64}/, '0'.repeat(64))
  const commit = attempt.commitOnRemote(
    'polecat/fix',
    {
      '.lfsconfig': `[lfs]\n\turl = ${other.url}/lfs\n`,
      '.gitattributes': '*.bin filter=lfs\n',
      'theirs.bin': theirs,
      'unknown.bin': unknown,
    },
    git(attempt.remote, 'rev-parse', 'main'),
  )
  attempt.settings = { ...attempt.settings, workBranchExplicit: true }
  const clone = await attempt.clone()
  expect([clone.status, clone.message().message]).toEqual([0, undefined])
  expect(clone.message()).toMatchObject({ start: commit })
  expect(other.requests).toEqual([])
  expect(attempt.read('theirs.bin')).toBe('on the branch\n')
  expect(attempt.read('unknown.bin')).toBe(unknown)
  expect(clone.lines.join('\n')).toMatch(/does not have unknown\.bin, which stays a pointer/)
  expect(attempt.git('status', '--porcelain')).toBe('')
  await other.close()
})

const mistakes: [string, LfsBehaviour, RegExp][] = [
  ['refused', { refuse: { status: 403, message: 'no' } }, /CredentialRejected.*requires a credential/],
  [
    'gone',
    { objectError: { code: 404, message: 'gone' } },
    /CloneFailed.*does not have assets\/\S+.* and 1 more.*git lfs push --all/,
  ],
  ['other content', { content: (_, response) => response.end('first c0ntent\n') }, /other content than/],
  [
    'over quota',
    { refuse: { status: 403, message: 'This repository is over its data quota.' } },
    /CloneFailed.*quota.*used up/,
  ],
  ['over quota by object', { objectError: { code: 509, message: '' } }, /CloneFailed.*quota/],
  ['a redirect', { redirectBatch: 'http://127.0.0.1:9/objects/batch' }, /InvalidSpec.*redirect, which is not followed/],
  ['no LFS', { refuse: { status: 404, message: 'Not found' } }, /CloneFailed.*no LFS server found/],
  ['gone, says the link', { content: (_, response) => response.writeHead(404).end() }, /does not have assets\//],
  [
    'a link that does not hold',
    { content: (_, response) => response.writeHead(403).end() },
    /refuses a link of the LFS server/,
  ],
  ['too much', { content: (_, response) => response.end(Buffer.alloc(4 << 20)) }, /other content than/],
  ['too little', { content: (_, response) => response.end('') }, /other content than/],
  ['a link to a file', { action: () => ({ href: 'file:///etc/passwd' }) }, /URL that is not https/],
  ['a link to http', { action: () => ({ href: 'http://169.254.169.254/x' }) }, /URL that is not https/],
  [
    'a redirect to http',
    { content: (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end() },
    /not https/,
  ],
  [
    'redirects without end',
    { content: (oid, response) => response.writeHead(302, { location: `/content/${oid}` }).end() },
    /without end/,
  ],
  [
    'an impossible header',
    { action: () => ({ href: 'https://127.0.0.1:9/', header: { 'x\n': 'y' } }) },
    /sent an unusable response/,
  ],
]

test.each(inFull(mistakes, mistakes.slice(0, 3)))(
  `what a server does wrong is told apart: %s${moreInFull}`,
  async (_, behaviour, words) => {
    expect(JSON.stringify(await messageFor(behaviour))).toMatch(words)
  },
)

test('a remote on this machine is read from its own folder', async () => {
  await using attempt = await AnLfsCheckout.served()
  attempt.commitOnRemote('main', { '.lfsconfig': '' })
  const missing = await attempt.clone()
  expect(missing.message()).toMatchObject({
    reason: 'CloneFailed',
    message: expect.stringMatching(/remote\.git\/lfs\/objects does not have assets\/.* and 1 more/),
  })
  for (const content of ['first content\n', Buffer.alloc(3 * 1024 * 1024, 'big content\n')]) {
    const oid = createHash('sha256').update(content).digest('hex')
    const place = join(attempt.remote, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, content)
  }
  attempt.makeVolumes()
  expect((await attempt.clone()).status).toBe(0)
  expect(attempt.read('assets/one.bin')).toBe('first content\n')
  attempt.makeVolumes()
  attempt.settings = { ...attempt.settings, repository: `file://${attempt.remote}` }
  expect((await attempt.clone()).status).toBe(0)
  expect(attempt.server.requests).toEqual([])
})

describeInFull('other servers', () => {
  test('a line that breaks is tried again, and what came is not fetched twice', async () => {
    await using attempt = await AnLfsCheckout.served()
    const one = createHash('sha256').update('first content\n').digest('hex')
    let broken = 0
    attempt.server.behave({
      content: (oid, response) => {
        if (oid === one) return void response.end('first content\n')
        if ((broken += 1) === 1) {
          response.writeHead(200, { 'content-length': 3 * 1024 * 1024 }).write('big')
          const stored = join(attempt.path(files.baseRepository), 'lfs/objects', one.slice(0, 2), one.slice(2, 4), one)
          return void until(() => existsSync(stored)).then(() => response.destroy())
        }
        response.end(Buffer.alloc(3 * 1024 * 1024, 'big content\n'))
      },
    })
    const clone = await attempt.clone()
    expect([clone.status, clone.message().message]).toEqual([0, undefined])
    expect(clone.lines.join('\n')).toMatch(/LFS server 127\.0\.0\.1:\d+ cannot be reached .*; trying again in 1 s/)
    expect(attempt.server.requests.map(({ body }) => body && JSON.parse(body).objects.length)).toEqual([
      2,
      '',
      '',
      1,
      '',
    ])
  })

  test('more than the checkout has room for is refused before anything is fetched', async () => {
    await using attempt = await AnLfsCheckout.served()
    attempt.settings = { ...attempt.settings, volumeBytes: { workspace: 1024 * 1024 } }
    const clone = await attempt.clone()
    expect(clone.message().message).toMatch(/the LFS files take 3\.1 MB, and there is room for 1\.0/)
    expect(attempt.server.requests).toEqual([])
  })

  test('the authority of the git Secret is trusted, and no unknown one', async () => {
    await using attempt = await AnLfsCheckout.served()
    const { server: certificate, ca } = await makeTestCertificates()
    const git = await serveGit(attempt.folder, { certificate, lfs: attempt.server.answer })
    const server = await serveLfs({}, certificate)
    for (const text of ['first content\n', Buffer.alloc(3 * 1024 * 1024, 'big content\n')]) server.put(text)
    attempt.commitOnRemote('main', { '.lfsconfig': `[lfs]\n\turl = ${server.url}/lfs\n` })
    attempt.settings = { ...attempt.settings, repository: `${git.url}/remote.git` }
    attempt.secret('ca.crt', ca)
    const clone = await attempt.clone()
    expect([clone.status, clone.message().message]).toEqual([0, undefined])
    attempt.makeVolumes()
    attempt.settings = { ...attempt.settings, repository: attempt.remote }
    expect((await attempt.clone()).message().message).toMatch(/certificate of the LFS server .* cannot be verified/)
    await Promise.all([git.close(), server.close()])
  })
})
