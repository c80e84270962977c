/** One rule for all `secrets import-*`: the same is unchanged, another one is asked about, and a pipe needs --replace. */
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import SecretsImportClaude from '../../../src/commands/secrets/import-claude.ts'
import SecretsImportGit from '../../../src/commands/secrets/import-git.ts'
import SecretsImportKey from '../../../src/commands/secrets/import-key.ts'
import { secrets } from '../../../src/kube/resources.ts'
import { makeSshKey } from '../../../src/secrets/openssh-key.ts'
import { openWorld, type FakeWorld } from '../../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const apiKey = (letter: string) => `sk-ant-api03-${letter.repeat(93)}AA`
const login = (expiresAt: number) =>
  JSON.stringify({ claudeAiOauth: { accessToken: 'sk-ant-oat01-of-a-login', expiresAt, scopes: ['user:inference'] } })
const url = 'https://github.com/myorg/athena.git'

const cases: [
  string,
  Parameters<FakeWorld['run']>[0],
  { argv: readonly string[]; name: string; key: string; first: string; second: string },
][] = [
  [
    'import-claude, an API key',
    SecretsImportClaude,
    { argv: [], name: 'claude-credentials', key: 'api-key', first: apiKey('a'), second: apiKey('b') },
  ],
  [
    'import-claude, a login refreshed since',
    SecretsImportClaude,
    {
      argv: [],
      name: 'claude-credentials',
      key: '.credentials.json',
      first: login(Date.parse('2026-03-01T14:00:00Z')),
      second: login(Date.parse('2026-03-01T20:00:00Z')),
    },
  ],
  [
    'import-key',
    SecretsImportKey,
    {
      argv: ['--provider', 'openai'],
      name: 'openai-credentials',
      key: 'api-key',
      first: 'sk-proj-first-abcdefgh',
      second: 'sk-proj-second-abcdefgh',
    },
  ],
  [
    'import-git, a key',
    SecretsImportGit,
    {
      argv: [],
      name: 'git-credentials',
      key: 'ssh-privatekey',
      first: makeSshKey('a').private,
      second: makeSshKey('b').private,
    },
  ],
  [
    'import-git, a token',
    SecretsImportGit,
    {
      argv: ['--url', url],
      name: 'git-credentials',
      key: 'password',
      first: 'github_pat_first_abcdefgh',
      second: 'github_pat_second_abcdefgh',
    },
  ],
]

describe.each(cases)('%s', (title, command, { argv, name, key, first, second }) => {
  const flag = title.endsWith('token') ? '--token-from-file' : '--from-file'
  const run = async (value: string, more: readonly string[] = [], options: Parameters<FakeWorld['run']>[2] = {}) => {
    const file = join(world.home, 'credential')
    await writeFile(file, value)
    await chmod(file, 0o600)
    return world.run(command, [...argv, flag, file, ...more], options)
  }
  const held = () =>
    Buffer.from(world.client.look(secrets, name)?.data?.[key] ?? '', 'base64')
      .toString()
      .trim()

  const keepFirst = async () => {
    const ran = await run(first)
    world.client.writes.length = 0
    return ran
  }

  test('the same is unchanged, and not written', async () => {
    expect(await keepFirst()).toMatchObject({ code: 0, stdout: expect.stringContaining(' stored under ') })
    expect(await run(first)).toMatchObject({ code: 0, stdout: expect.stringContaining(' is unchanged under ') })
    expect(world.client.writes).toEqual([])
  })

  test('another one is refused in a pipe, with the flag', async () => {
    expect(await keepFirst()).toMatchObject({ code: 0, stdout: expect.stringContaining(' stored under ') })
    const { code, stdout, stderr } = await run(second)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(stderr).toContain(`Error: nothing was stored: the Secret ${name} contains another ${key}\n  ${key}: `)
    expect(stderr).toMatch(/(sha256|SHA256):\S+, stored 2026-03-01T12:00:00Z\n/)
    expect(stderr).toContain('or replace the old one with --replace.\n')
    expect(world.client.writes).toEqual([])
  })

  test('and taken with it, which says what it replaced', async () => {
    expect(await keepFirst()).toMatchObject({ code: 0, stdout: expect.stringContaining(' stored under ') })
    const { code, stdout, stderr } = await run(second, ['--replace'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(' stored under ') })
    expect(stderr).toMatch(/Replaces another \S+ in \S+, (sha256|SHA256):/)
    expect(held()).not.toBe('')
    expect(await run(second)).toMatchObject({ code: 0, stdout: expect.stringContaining(' is unchanged under ') })
  })

  test('on a terminal it is asked about, with what is there and since when', async () => {
    expect(await keepFirst()).toMatchObject({ code: 0, stdout: expect.stringContaining(' stored under ') })
    const before = held()
    const no = await run(second, [], { terminal: 200, typed: 'n\n' })
    expect(no).toMatchObject({ code: 0, stdout: '' })
    expect(no.stderr).toMatch(/ contains another \S+: \S+ (sha256|SHA256):\S+, stored 0s ago\. Replace it\? \[y\/N\] /)
    expect(no.stderr).toMatch(/Nothing was stored\.\n$/)
    expect(held()).toBe(before)
    expect(await run(second, [], { terminal: 200, typed: 'y\n' })).toMatchObject({ code: 0 })
    expect(held()).not.toBe(before)
  })
})

const makeKey = (more: readonly string[] = [], options = {}) =>
  world.run(SecretsImportGit, ['--url', 'git@github.com:myorg/athena.git', ...more], options)
const heldKey = () => world.client.look(secrets, 'git-credentials')?.data?.['ssh-privatekey']

test('a new deploy key is made in place of another one only after a yes', async () => {
  await makeKey()
  const before = heldKey()
  expect(await makeKey()).toMatchObject({ code: 6, stdout: '', stderr: expect.stringContaining('--replace') })
  expect(await makeKey([], { terminal: 200, typed: 'n\n' })).toMatchObject({ code: 0, stdout: '' })
  expect(heldKey()).toBe(before)
  const yes = await makeKey([], { terminal: 200, typed: 'y\n' })
  expect(yes.stderr.split('Replace it?')).toHaveLength(2)
  expect(heldKey()).not.toBe(before)
  expect(await makeKey(['--replace'])).toMatchObject({ code: 0 })
})

const put = (metadata: object, data: Record<string, string>) =>
  world.put(secrets, {
    metadata: { name: 'claude-credentials', namespace: 'gastown-workers', ...metadata },
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ) as object,
  } as never)

test('where nobody noted when it was stored, the age of the Secret is told as that', async () => {
  await put({ creationTimestamp: '2026-02-26T12:00:00Z' }, { 'api-key': apiKey('a') })
  const { stderr } = await world.run(SecretsImportClaude, [], { stdin: apiKey('b') })
  expect(stderr).toMatch(/api-key: sha256:\S+, in a Secret created 2026-02-26T12:00:00Z\n/)
})

test('the same without its label, or kept up to date by local mode, becomes one of the user without a question', async () => {
  await put({ annotations: { 'gastown.io/source': 'machine' } }, { 'api-key': apiKey('a') })
  expect(await world.run(SecretsImportClaude, [], { stdin: apiKey('a') })).toMatchObject({ code: 0 })
  const { labels, annotations } = world.client.look(secrets, 'claude-credentials')?.metadata ?? {}
  expect(labels).toEqual({ 'gastown.io/role': 'llm' })
  expect(annotations?.['gastown.io/source'] ?? undefined).toBeUndefined()
})

test('a key beside another one replaces nothing, and leaves the age of the other', async () => {
  await put(
    { annotations: { 'gastown.io/stored-at': '{"api-key":"2026-02-01T00:00:00Z"}' } },
    { 'api-key': apiKey('a') },
  )
  const token = 'sk-ant-oat01-a-year-long-0123456789'
  expect(await world.run(SecretsImportClaude, [], { stdin: token })).toMatchObject({ code: 0 })
  const { stderr } = await world.run(SecretsImportClaude, [], { stdin: apiKey('b') })
  expect(stderr).toContain(', stored 2026-02-01T00:00:00Z\n')
})
