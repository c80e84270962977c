/** Helpers that the user's own git is set up with, and the real git that asks them. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { prepareAccess } from '../../../src/git/access/access.ts'
import { listRefs } from '../../../src/git/list-refs.ts'
import { parseRemote } from '../../../src/git/remote-url.ts'
import { credentialFor } from '../../../src/saving/lfs/credential.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { serveGit, type GitHttp } from '../../support/servers/git-http.ts'

let folder: string
let server: GitHttp
const secret = 'never-in-a-message'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-helpers-'))
  mkdirSync(join(folder, 'home'))
  execFileSync('git', ['init', '-q', '--bare', join(folder, 'repo.git')])
  server = await serveGit(folder, { user: { name: 'me', password: secret } })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => rmSync(join(folder, 'private'), { recursive: true, force: true }))

function access(config: string, url = `${server.url}/repo.git`) {
  writeFileSync(join(folder, 'home', '.gitconfig'), config)
  mkdirSync(join(folder, 'private'))
  const places = { private: join(folder, 'private'), credential: folder, knownHosts: folder, repositories: [] }
  const env = { PATH: process.env.PATH, HOME: join(folder, 'home') }
  return prepareAccess(parseRemote(url, true), places, {
    machineGit: true,
    env,
    helperSeconds: 1,
  })
}

const answers = `!f() { echo username=me; echo password=${secret}; }; f`
const helper = (...values: string[]) => values.map((value) => `[credential]\n\thelper = "${value}"\n`).join('')

const helpers = [
  ['a shell command', helper(answers)],
  ['one for this host alone', () => `[credential "${server.url}"]\n\thelper = "${answers}"\n`],
  ['the second of two', helper('!true', answers)],
  ['one after a reset', helper('!false', '', answers)],
  ['one after another that hangs', helper('!sleep 60 #', answers)],
] as const

test.each(inFull(helpers, helpers.slice(0, 1)))(`%s is asked as ever${moreInFull}`, async (_, config) => {
  expect(await listRefs(access(typeof config === 'string' ? config : config()))).toEqual(new Map())
})

test('one that a reset has taken out is not asked', async () => {
  const { env } = access(helper(answers, ''))
  const { stdout } = spawnSync('git', ['credential', 'fill'], { env, input: `url=${server.url}\n\n`, encoding: 'utf8' })
  expect(stdout).toBe('')
})

const waiting = [
  ['!sleep 600 #', "'sleep'"],
  [`!/bin/sleep 600 # ${secret}`, "'/bin/sleep'"],
  [`!f() { : ${secret}; sleep 600; }; f`, 'that is a shell command'],
  ['!cat; sleep 600 #', 'that is a shell command'],
] as const

test.each(inFull(waiting, waiting.slice(0, 1)))(
  `%s has a limit, and the message names it without its secrets${moreInFull}`,
  async (value, name) => {
    const failure = await listRefs(access(helper(value))).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('did not respond within 1 s'),
    })
    const { words } = failure as { words: string }
    expect(words).toContain(name)
    expect(words).toContain('gastown secrets import-git')
    expect(words).not.toContain(secret)
  },
)

test('an ssh of the user that waits is ended, and said to wait', async () => {
  const own = access('[core]\n\tsshCommand = "sleep 600 #"\n', 'git@git.example.com:repo.git')
  await expect(listRefs(own, [], undefined, 1000)).rejects.toMatchObject({
    kind: 'unreachable',
    hint: expect.stringContaining('core.sshCommand'),
  })
})

describeInFull('other ways to a helper', () => {
  test('LFS asks the same helpers, with the same words', async () => {
    const { env } = access(helper('!sleep 600 #'))
    await expect(credentialFor(new URL(`${server.url}/repo.git/info/lfs`), env)).rejects.toMatchObject({
      message: expect.stringContaining("the credential helper 'sleep'"),
    })
  })

  test("an ssh URL that the user's insteadOf makes https of has limits too", async () => {
    const rewritten = '[url "https://git.example.com/"]\n\tinsteadOf = git@git.example.com:\n'
    const { env } = access(helper('!sleep 600 #') + rewritten, 'git@git.example.com:repo.git')
    await expect(credentialFor(new URL('https://git.example.com/repo.git'), env)).rejects.toMatchObject({
      message: expect.stringContaining("the credential helper 'sleep'"),
    })
  })
})
