/** `secrets list`, `check` and `delete`. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storeCommands } from '../../../src/agents/table.ts'
import SecretsCheck from '../../../src/commands/secrets/check.ts'
import SecretsDelete from '../../../src/commands/secrets/delete.ts'
import SecretsList from '../../../src/commands/secrets/list.ts'
import { polecats, rigs, secrets } from '../../../src/kube/resources.ts'
import { newRig } from '../../../src/rig/new-rig.ts'
import { makeSshKey, publicBlob, sshFingerprint } from '../../../src/secrets/openssh-key.ts'
import { aPolecat } from '../../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const apiKey = 'sk-ant-api03-abcdefghijklmnop'
const pair = makeSshKey('deploy')
const print = sshFingerprint(publicBlob(pair.private) ?? Buffer.of())
const login = (changes: object = {}) =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: 'sk-ant-oat01-of-a-login-abcdef',
      expiresAt: Date.parse('2026-03-01T18:00:00Z'),
      scopes: ['user:inference'],
      ...changes,
    },
  })

async function put(name: string, data: Record<string, string>, role?: string, provider?: string): Promise<void> {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])
  await world.put(secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace: 'gastown-workers',
      creationTimestamp: '2026-02-27T12:00:00Z',
      uid: name,
      ...(role !== undefined && { labels: { 'gastown.io/role': role } }),
      annotations: {
        ...(provider !== undefined && { 'gastown.io/provider': provider }),
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(data),
      },
    },
    type: 'Opaque',
    data: Object.fromEntries(encoded) as object,
  } as never)
}

async function run(
  command: typeof SecretsList | typeof SecretsCheck | typeof SecretsDelete,
  argv: string[] = [],
  options = {},
) {
  const ran = await world.run(command, argv, options)
  expect(ran.stdout + ran.stderr).not.toMatch(/abcdefgh|YWJjZGVmZ2|PRIVATE|sk-ant-/)
  return ran
}

const claude = () => put('claude-credentials', { 'api-key': apiKey, '.credentials.json': login() }, 'llm', 'anthropic')
const git = () => put('git-credentials', { 'ssh-privatekey': pair.private }, 'git', 'github.com')

describe('list', () => {
  test('a line for each, and none for Secrets of others', async () => {
    await claude()
    await git()
    await put('of-others', { password: 'abcdefgh' })
    expect(await run(SecretsList)).toEqual({
      code: 0,
      stdout: [
        'NAME                 ROLE   PROVIDER     EXPIRES                AGE                    KEYS',
        'claude-credentials   llm    anthropic    2026-03-01T18:00:00Z   2026-02-27T12:00:00Z   .credentials.json,api-key',
        'git-credentials      git    github.com   -                      2026-02-27T12:00:00Z   ssh-privatekey',
        '',
      ].join('\n'),
      stderr: '',
    })
  })

  test('one of a usual name without our label', async () => {
    await put('claude-credentials', { 'api-key': apiKey })
    expect((await run(SecretsList)).stdout).toMatch(/^claude-credentials {3}llm {4}-/m)
  })

  test('wide, with fingerprints', async () => {
    await git()
    expect((await run(SecretsList, ['-o', 'wide'])).stdout).toMatch(`ssh-privatekey   ${print}\n`)
  })

  test('objects, masked, without what kubectl keeps of their values', async () => {
    await claude()
    const { stdout } = await run(SecretsList, ['-o', 'json'])
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: 'v1',
      kind: 'List',
      metadata: {},
      items: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {
            name: 'claude-credentials',
            namespace: 'gastown-workers',
            creationTimestamp: '2026-02-27T12:00:00Z',
            uid: 'claude-credentials',
            resourceVersion: '3',
            labels: { 'gastown.io/role': 'llm' },
            annotations: { 'gastown.io/provider': 'anthropic' },
          },
          type: 'Opaque',
          data: { 'api-key': '***', '.credentials.json': '***' },
        },
      ],
    })
  })

  test('none', async () => {
    expect(await run(SecretsList)).toEqual({
      code: 0,
      stdout: '',
      stderr: `No credentials. Store one with: ${storeCommands.join(', or ')}\n`,
    })
  })
})

describe('check', () => {
  test('what each key is, and the public half of a git key', async () => {
    await claude()
    await git()
    expect(await run(SecretsCheck)).toEqual({
      code: 0,
      stdout: [
        'NAME                 KEY                 STATE         EXPIRES                WHAT      FINGERPRINT',
        'claude-credentials   .credentials.json   well-formed   2026-03-01T18:00:00Z   login     sha256:8d66dbc9da64',
        'claude-credentials   api-key             well-formed   -                      API key   sha256:2c975580f00e',
        `git-credentials      ssh-privatekey      well-formed   -                      ssh key   ${print}`,
        '',
      ].join('\n'),
      stderr: `Only the form was checked; no service was contacted.\nPublic half of git-credentials: ${pair.public.replace(/ deploy$/, '')}\n`,
    })
  })

  test.each<[string, Record<string, string>, string | undefined, string, string]>([
    [
      'an expired login',
      { '.credentials.json': login({ expiresAt: 1 }) },
      'llm',
      'x .credentials.json',
      'has expired, at 1970-01-01T00:00:00Z',
    ],
    [
      'a login with its refresh token',
      { '.credentials.json': login({ refreshToken: 'abcdefgh' }) },
      'llm',
      'x .credentials.json',
      'contains the refresh token, with which pods would log out each other and you',
    ],
    [
      "the reference document's form",
      { '.credentials.json': '{"oauth_token":"abcdefgh"}' },
      'llm',
      'x .credentials.json',
      'has a form that Claude Code does not read; expected',
    ],
    [
      'a token as API key',
      { 'api-key': 'sk-ant-oat01-abcdefghijkl' },
      'llm',
      'x api-key',
      'is a one-year token, which is kept under oauth-token',
    ],
    ['a broken key', { 'api-key': 'sk-ant-\nabcdefgh' }, 'llm', 'x api-key', 'has a line break in it'],
    ['nothing', {}, 'llm', 'x', 'is empty'],
    [
      'a git key for models',
      { 'ssh-privatekey': pair.private },
      'llm',
      'x ssh-privatekey',
      'is for git, and the role of the Secret is llm',
    ],
    [
      'a key for models for git',
      { 'api-key': apiKey },
      'git',
      'x api-key',
      'is for models, and the role of the Secret is git',
    ],
    ['a git key cut short', { 'ssh-privatekey': pair.private.slice(0, 99) }, 'git', 'x ssh-privatekey', 'is cut short'],
    ['an empty token', { username: 'u', password: '', host: 'h' }, 'git', 'x password', 'is empty'],
    [
      'host keys that are none',
      { 'ssh-privatekey': pair.private, known_hosts: '<html>' },
      'git',
      'x known_hosts',
      'has no host key in line 1',
    ],
    ['keys that tell no role', { what: 'abcdefgh' }, undefined, 'x what', 'has no role, and its keys do not imply one'],
  ])('%s is bad', async (_, data, role, field, words) => {
    await put('x', data, role)
    const { code, stdout, stderr } = await run(SecretsCheck, ['x'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`Error: a credential cannot be used\n  ${field}: ${words}`),
    })
    expect(stdout).toMatch(/ bad /)
  })

  test('as data, also what is bad', async () => {
    await put('x', { 'api-key': 'sk-ant-\nabcdefgh' }, 'llm')
    const { code, stdout } = await run(SecretsCheck, ['x', '-o', 'json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'x', key: 'api-key', state: 'bad', problem: expect.stringContaining('has a line break in it') },
    ])
    expect(stdout).not.toContain('abcdefgh')
  })

  test('one without a label', async () => {
    await put('claude-credentials', { 'api-key': apiKey })
    expect(await run(SecretsCheck)).toMatchObject({
      code: 0,
      stderr:
        'Only the form was checked; no service was contacted.\n' +
        'claude-credentials has no role label; import it again to add one.\n',
    })
  })

  test('one that is not there, and none at all', async () => {
    expect(await run(SecretsCheck, ['a', 'b'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'Error: Secrets a, b not found in namespace gastown-workers\n→ List them with: gastown secrets list\n',
    })
    expect(await run(SecretsCheck, ['-n', 'elsewhere'])).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'Error: no credentials found in namespace elsewhere\n' +
        storeCommands.map((command) => `→ Store one with: ${command} -n elsewhere\n`).join('') +
        '→ And one for git with: gastown secrets import-git -n elsewhere\n',
    })
  })
})

const polecat = (name: string, phase: string, kubernetes: object) => ({
  ...aPolecat({}, kubernetes, name),
  status: { phase },
})

describe('delete', () => {
  beforeEach(async () => {
    await claude()
    await git()
    await world.put(rigs, newRig('athena', { gitURL: 'git@github.com:myorg/athena.git' }))
    world.client.writes.length = 0
  })

  test('removes what nobody works with', async () => {
    await world.put(
      polecats,
      polecat('done', 'Done', { claudeCredsSecretRef: { name: 'claude-credentials' } }) as never,
    )
    expect(await run(SecretsDelete, ['claude-credentials', '--yes'])).toEqual({
      code: 0,
      stdout: 'claude-credentials: deleted\n',
      stderr: '',
    })
    expect(world.client.writes).toEqual(['delete secrets/claude-credentials'])
  })

  test('as objects, without their values', async () => {
    expect((await run(SecretsDelete, ['claude-credentials', '--yes', '-o', 'name'])).stdout).toBe(
      'secret/claude-credentials\n',
    )
    const { stdout } = await run(SecretsDelete, ['git-credentials', '--yes', '-o', 'json'])
    const { kind, data } = JSON.parse(stdout)
    expect(kind).toBe('Secret')
    expect(new Set(Object.values(data))).toEqual(new Set(['***']))
  })

  test('removes nothing while a polecat works with one, unless forced', async () => {
    await world.put(polecats, polecat('busy', 'Working', { apiKeySecretRef: { name: 'claude-credentials' } }) as never)
    expect(await run(SecretsDelete, ['claude-credentials', 'git-credentials', '--yes'])).toEqual({
      code: 7,
      stdout: '',
      stderr: [
        'Error: nothing was deleted, because unfinished polecats use it',
        '  git-credentials: used by polecat busy',
        '  claude-credentials: used by polecat busy',
        '→ Wait for them, or terminate them with: gastown terminate NAME --wait',
        '→ Delete anyway with --force.',
        '',
      ].join('\n'),
    })
    expect(world.client.writes).toEqual([])
    expect(await run(SecretsDelete, ['claude-credentials', '--yes', '--force'])).toMatchObject({ code: 0 })
  })

  test('asks, so a pipe needs --yes', async () => {
    const { code, stderr } = await run(SecretsDelete, ['claude-credentials'])
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: 'claude-credentials\nError: nothing was removed\n  --yes: required without a terminal\n',
    })
    expect(world.client.writes).toEqual([])
  })
})
