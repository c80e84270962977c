/** Every source and every bad one, with the whole text that people see. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import SecretsImportClaude from '../../../src/commands/secrets/import-claude.ts'
import { secrets } from '../../../src/kube/resources.ts'
import { openWorld, type FakeWorld } from '../../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const apiKey = 'sk-ant-api03-abcdefghijklmnop'
const token = 'sk-ant-oat01-abcdefghijklmnop'
const access = 'sk-ant-oat01-of-a-login-abcdef'
const login = (changes: object = {}) =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: access,
      refreshToken: 'sk-ant-ort01-abcdefghijklmnop',
      expiresAt: Date.parse('2026-03-01T18:00:00Z'),
      scopes: ['user:inference'],
      subscriptionType: 'max',
      ...changes,
    },
  })
const values = [apiKey, token, access, 'sk-ant-ort01', 'abcdefgh'].flatMap((value) => [
  value,
  Buffer.from(value).toString('base64').slice(0, -3),
])

type Options = Parameters<FakeWorld['run']>[2] & {
  readonly files?: Readonly<Record<string, string>>
  readonly mode?: number
}

async function importClaude(argv: readonly string[], { files = {}, mode = 0o600, ...options }: Options = {}) {
  for (const [name, text] of Object.entries(files)) {
    const file = join(world.home, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text)
    await chmod(file, mode)
  }
  const env = Object.fromEntries(
    Object.entries(options.env ?? {}).map(([name, value]) => [name, value.replace('HOME', world.home)]),
  )
  const ran = await world.run(SecretsImportClaude, argv, { ...options, env })
  for (const value of values) expect(ran.stdout + ran.stderr).not.toContain(value)
  return ran
}

function stored(name = 'claude-credentials'): unknown {
  const { metadata, type, data = {} } = world.client.look(secrets, name) ?? {}
  const plain = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])
  return {
    labels: metadata?.labels,
    annotations: metadata?.annotations,
    type,
    data: Object.fromEntries(plain) as object,
  }
}

const line = (what: string, place: string, facts: string) =>
  `claude-credentials: ${what} stored under ${place} in namespace gastown-workers; ${facts}\n`
const ofKey = line('API key from $PLACE', 'api-key', 'sha256:2c975580f00e; does not expire by itself')
const ofToken = line(
  'one-year token from $PLACE',
  'oauth-token',
  'sha256:5e70f2fd7ee2; expires a year after it was created',
)
const ofLogin = line('login from $PLACE', '.credentials.json', 'sha256:8d66dbc9da64; expires 2026-03-01T18:00:00Z')
const loginRemarks = [
  'A login lives about 8 hours. Its refresh token works only once, so it stays here, and no pod can renew the login.',
  'Better for work without people: an API key (https://console.anthropic.com/settings/keys), or a token for a year, which "claude setup-token" makes.',
  '',
].join('\n')
const from = (text: string, place: string) => text.replace('$PLACE', place)

describe('sources', () => {
  test.each<[string, readonly string[], Options, string, string]>([
    ['a file', ['--from-file', 'key.txt'], { files: { 'key.txt': `${apiKey}\n` } }, from(ofKey, '~/key.txt'), ''],
    ['a file named -', ['--from-file', '-'], { stdin: token }, from(ofToken, 'stdin'), ''],
    [
      'stdin',
      [],
      { stdin: `${apiKey}\n`, env: { ANTHROPIC_API_KEY: 'other' } },
      from(ofKey, 'stdin'),
      'Not used: ANTHROPIC_API_KEY. Choose another source with --from.\n',
    ],
    ['stdin, named', ['--from', 'stdin'], { stdin: token }, from(ofToken, 'stdin'), ''],
    [
      'the API key before the token and the login',
      [],
      {
        env: { ANTHROPIC_API_KEY: apiKey, CLAUDE_CODE_OAUTH_TOKEN: token },
        files: { '.claude/.credentials.json': login() },
      },
      from(ofKey, 'ANTHROPIC_API_KEY'),
      'Not used: CLAUDE_CODE_OAUTH_TOKEN, ~/.claude/.credentials.json. Choose another source with --from.\n',
    ],
    [
      'the token',
      [],
      { env: { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: token } },
      from(ofToken, 'CLAUDE_CODE_OAUTH_TOKEN'),
      '',
    ],
    [
      'the token, by its key',
      ['--from', 'env', '--key', 'oauth-token'],
      { env: { ANTHROPIC_API_KEY: apiKey, CLAUDE_CODE_OAUTH_TOKEN: token } },
      from(ofToken, 'CLAUDE_CODE_OAUTH_TOKEN'),
      '',
    ],
    [
      'the login',
      [],
      { files: { '.claude/.credentials.json': login() } },
      from(ofLogin, '~/.claude/.credentials.json'),
      loginRemarks,
    ],
    [
      'the login, named',
      ['--from', 'file'],
      { env: { ANTHROPIC_API_KEY: apiKey }, files: { '.claude/.credentials.json': login() } },
      from(ofLogin, '~/.claude/.credentials.json'),
      loginRemarks,
    ],
    [
      'the login of a configuration elsewhere',
      [],
      { env: { CLAUDE_CONFIG_DIR: 'HOME/conf' }, files: { 'conf/.credentials.json': login() } },
      from(ofLogin, '~/conf/.credentials.json'),
      loginRemarks,
    ],
    [
      'the Keychain',
      [],
      {
        platform: 'darwin',
        env: { PATH: 'HOME/bin:/usr/bin:/bin' },
        files: { 'bin/security': `#!/bin/sh\necho '${login()}'\n` },
        mode: 0o700,
      },
      from(ofLogin, 'the Keychain'),
      loginRemarks,
    ],
    [
      "a gateway's key",
      [],
      { stdin: 'key-of-a-gateway' },
      line('API key from stdin', 'api-key', 'sha256:29750d83ca96; does not expire by itself'),
      'It is not of the form that Anthropic gives its keys; a gateway of your own may take it.\n',
    ],
  ])('%s', async (_, argv, options, stdout, stderr) => {
    expect(await importClaude(argv, options)).toEqual({ code: 0, stdout, stderr })
  })

  test('times are relative on a terminal', async () => {
    const { stdout } = await importClaude([], { terminal: 200, stdin: login() })
    expect(stdout).toContain('expires in 6h')
  })
})

const nowhere = [
  'Error: no credential was found',
  '  stdin: no input',
  '  ANTHROPIC_API_KEY: is not set',
  '  CLAUDE_CODE_OAUTH_TOKEN: is not set',
  '  ~/.claude/.credentials.json: no such file',
  '  the prompt: there is no terminal to prompt on',
  '→ Give one with --from-file FILE, or on stdin; never as an argument, which others can see.',
  '',
].join('\n')
const form = '{"claudeAiOauth":{"accessToken":…,"refreshToken":…,"expiresAt":…,"scopes":[…]}}'
const importLogin = '→ Log in with "claude" and import what it writes with: gastown secrets import-claude --from file'
const notJson = '→ A token of claude setup-token is imported as it is, without JSON around it.'
const cannot = (...lines: readonly string[]) => ['Error: the credential cannot be used', ...lines, ''].join('\n')

describe('refused', () => {
  test.each<[string, readonly string[], Options, number, string]>([
    ['nothing anywhere', [], {}, 3, nowhere],
    [
      'no Keychain here',
      ['--from', 'keychain'],
      {},
      3,
      'Error: no credential was found\n  the Keychain: only macOS has one\n→ Give one with --from-file FILE, or on stdin; never as an argument, which others can see.\n',
    ],
    ['an empty file', ['--from-file', 'key.txt'], { files: { 'key.txt': '\n' } }, 2, cannot('  ~/key.txt: is empty')],
    ['a missing file', ['--from-file', 'key.txt'], {}, 2, cannot('  --from-file: no such file: ~/key.txt')],
    ['a folder', ['--from-file', '/'], {}, 2, cannot('  --from-file: / is a directory, expected a file')],
    [
      'a file that everyone may read',
      ['--from-file', 'key.txt'],
      { files: { 'key.txt': apiKey }, mode: 0o644 },
      2,
      cannot(
        '  --from-file: ~/key.txt may be read by everyone on this machine (mode 644)',
        '→ Restrict it with: chmod 600 ~/key.txt',
        '→ If others use this machine, create a new credential: they may have read this one.',
      ),
    ],
    [
      'a big file',
      ['--from-file', 'big'],
      { files: { big: 'x'.repeat(70_000) } },
      2,
      cannot('  --from-file: ~/big is larger than any credential: more than 64 KiB'),
    ],
    [
      'no text',
      ['--from-file', 'utf16'],
      { files: { utf16: '\u0000' } },
      2,
      cannot('  ~/utf16: has characters that no key has', '→ Was it copied from where it is only shown in part?'),
    ],
    [
      'a key with a line break',
      [],
      { env: { ANTHROPIC_API_KEY: 'sk-ant-api03-abcdefgh\nijklmnop' } },
      2,
      cannot(
        '  ANTHROPIC_API_KEY: has a line break in it',
        '→ A narrow terminal breaks a long token in two; copy it as one line.',
      ),
    ],
    [
      "the reference document's form",
      [],
      { stdin: '{"oauth_token":"abcdefgh","refresh_token":"abcdefgh","expires_at":"abcdefgh"}' },
      2,
      cannot(
        `  stdin: has a form that Claude Code does not read; expected ${form}, as Claude Code itself writes it`,
        importLogin,
        notJson,
      ),
    ],
    [
      'other JSON',
      [],
      { stdin: '{"a":"abcdefgh"}' },
      2,
      cannot(`  stdin: has no claudeAiOauth; expected ${form}`, importLogin, notJson),
    ],
    [
      'an expired login',
      [],
      { files: { '.claude/.credentials.json': login({ expiresAt: 1_700_000_000_000 }) } },
      2,
      cannot(
        '  ~/.claude/.credentials.json: has expired, at 2023-11-14T22:13:20Z',
        '→ Start "claude", which renews it, and import it again.',
        `→ ${loginRemarks.split('\n')[1]}`,
      ),
    ],
    [
      'a token of GitHub',
      [],
      { env: { ANTHROPIC_API_KEY: 'ghp_abcdefgh' } },
      2,
      cannot(
        '  ANTHROPIC_API_KEY: is a token of GitHub',
        '→ Import it with: gastown secrets import-git --token-from-file FILE --url URL',
      ),
    ],
    [
      'a login under the key of another kind',
      ['--from-file', '-', '--key', 'api-key'],
      { stdin: login() },
      2,
      'Error: invalid flag value\n  --key: api-key is for another kind, found a login: leave it out\n',
    ],
    [
      'a token under a key of its own',
      ['--key', 'mine'],
      { stdin: token },
      2,
      'Error: invalid flag value\n  --key: only an API key can have a key of your own, found a one-year token: leave it out\n',
    ],
    [
      'two sources',
      ['--from', 'env', '--from-file', 'x'],
      {},
      2,
      'Error: invalid flag value\n  --from: cannot be combined with --from-file\n',
    ],
    [
      'names that no server takes',
      ['--name', 'Claude', '--key', 'a/b'],
      { stdin: apiKey },
      2,
      'Error: cannot create the Secret\n  --name: expected a name of lowercase letters, digits, - and ., found "Claude"\n  --key: expected letters, digits, -, _ and ., found "a/b"\n',
    ],
  ])('%s', async (_, argv, options, code, stderr) => {
    const ran = await importClaude(argv, options)
    expect(ran).toEqual({ code, stdout: '', stderr })
    expect(world.client.writes).toEqual([])
  })
})

describe('the Secret', () => {
  test('has role and provider, and no refresh token', async () => {
    await importClaude([], { stdin: login() })
    expect(stored()).toEqual({
      type: 'Opaque',
      labels: { 'gastown.io/role': 'llm' },
      annotations: {
        'gastown.io/provider': 'anthropic',
        'gastown.io/stored-at': '{".credentials.json":"2026-03-01T12:00:00.000Z"}',
      },
      data: {
        '.credentials.json': JSON.stringify({
          claudeAiOauth: {
            accessToken: access,
            expiresAt: Date.parse('2026-03-01T18:00:00Z'),
            scopes: ['user:inference'],
            subscriptionType: 'max',
          },
        }),
      },
    })
  })

  test('keeps its other keys, labels and annotations', async () => {
    await world.put(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'claude-credentials',
        namespace: 'gastown-workers',
        labels: { team: 'a' },
        annotations: { n: '1' },
      },
      type: 'Opaque',
      data: { 'api-key': Buffer.from('old').toString('base64'), 'oauth-token': Buffer.from(token).toString('base64') },
    } as never)
    expect(await importClaude(['--replace'], { stdin: apiKey })).toMatchObject({ code: 0 })
    expect(stored()).toEqual({
      type: 'Opaque',
      labels: { team: 'a', 'gastown.io/role': 'llm' },
      annotations: {
        n: '1',
        'gastown.io/provider': 'anthropic',
        'gastown.io/stored-at': '{"api-key":"2026-03-01T12:00:00.000Z"}',
      },
      data: { 'api-key': apiKey, 'oauth-token': token },
    })
  })

  test('that has a credential which is taken first says so', async () => {
    await importClaude([], { stdin: apiKey })
    const { stderr } = await importClaude([], { stdin: token })
    expect(stderr).toBe(
      'claude-credentials also has api-key, which takes precedence. To use this one, store it with --name OTHER and create polecats with: --claude-creds-secret OTHER\n',
    )
    expect((await importClaude(['--name', 'other'], { stdin: token })).stderr).toBe(
      'Use it with: --claude-creds-secret other\n',
    )
  })

  test('is another one, elsewhere, under another key, as asked', async () => {
    const ran = await importClaude(['--name', 'team-a', '-n', 'builds', '--key', 'main', '-o', 'name'], {
      stdin: apiKey,
    })
    expect(ran).toEqual({
      code: 0,
      stdout: 'secret/team-a\n',
      stderr: 'Use it with: --api-key-secret team-a:main\n',
    })
    expect(stored('team-a')).toMatchObject({ data: { main: apiKey } })
    expect(world.client.look(secrets, 'team-a')?.metadata?.namespace).toBe('builds')
  })

  test.each([
    ['by its label', { labels: { 'gastown.io/role': 'git' } }, { token: '' }],
    ['by its keys', {}, { 'ssh-privatekey': '' }],
  ])('of git is left alone, told %s', async (_, metadata, data) => {
    await world.put(secrets, {
      metadata: { name: 'git-credentials', namespace: 'gastown-workers', ...metadata },
      data,
    } as never)
    expect(await importClaude(['--name', 'git-credentials'], { stdin: apiKey })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Error: nothing was stored\n  --name: the Secret git-credentials contains a git credential; a Secret cannot contain both kinds\n→ Choose another name with --name.\n',
    })
    expect(world.client.writes).toEqual([])
  })
})

describe('a dry run', () => {
  test('tells what would be stored, and asks no server', async () => {
    expect(await importClaude(['--dry-run'], { stdin: apiKey })).toEqual({
      code: 0,
      stdout: from(ofKey, 'stdin').replace('stored under', 'would be stored (dry run) under'),
      stderr: '',
    })
    expect(world.client.writes).toEqual([])
  })

  test('prints the object, its values masked', async () => {
    const ran = await importClaude(['--dry-run', '-o', 'yaml'], { stdin: login() })
    expect(ran.stdout).toBe(
      [
        'apiVersion: v1',
        'kind: Secret',
        'metadata:',
        '  name: claude-credentials',
        '  namespace: gastown-workers',
        '  labels:',
        '    gastown.io/role: llm',
        '  annotations:',
        '    gastown.io/provider: anthropic',
        'type: Opaque',
        'data:',
        '  .credentials.json: "***"',
        '',
      ].join('\n'),
    )
    expect(ran.stderr).toBe(loginRemarks)
  })
})
