import { expect, test } from 'vitest'
import { claudeCredential } from '../../src/agents/claude-credential.ts'
import { readCredential } from '../../src/secrets/agent-credential.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const later = Date.parse('2026-03-01T18:00:00Z')
const apiKey = 'sk-ant-api03-abcdefghijklmnop'
const token = 'sk-ant-oat01-abcdefghijklmnop'
const login = (changes: object = {}) =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: 'sk-ant-oat01-of-a-login',
      refreshToken: 'sk-ant-ort01-secret',
      expiresAt: later,
      refreshTokenExpiresAt: later,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
      accountUuid: 'u',
      ...changes,
    },
  })

test.each([
  ['an API key', apiKey, 'api-key', apiKey],
  ['an API key as a file has it', `${apiKey}\r\n`, 'api-key', apiKey],
  ['an API key with a byte order mark', `\uFEFF${apiKey}\n`, 'api-key', apiKey],
  ['a one-year token', token, 'oauth-token', token],
  ["a gateway's key", 'team-7-key', 'api-key', 'team-7-key'],
] as const)('%s', (_, text, kind, value) => {
  expect(readCredential(claudeCredential, text, now)).toMatchObject({ ok: true, value: { kind, value } })
})

test('of a login, what a pod needs and no refresh token', () => {
  const read = readCredential(claudeCredential, login(), now)
  expect(read).toMatchObject({ ok: true, value: { kind: '.credentials.json', expiresAt: later } })
  expect(JSON.parse(read.ok ? read.value.value : '')).toEqual({
    claudeAiOauth: {
      accessToken: 'sk-ant-oat01-of-a-login',
      expiresAt: later,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
    },
  })
})

function print(text: string): string | undefined {
  const read = readCredential(claudeCredential, text, now)
  return read.ok ? read.value.fingerprint : undefined
}

test('the fingerprint tells two keys apart and is the same for one', () => {
  expect(print(apiKey)).toMatch(/^sha256:[0-9a-f]{12}$/)
  expect(print(`${apiKey}\n`)).toBe(print(apiKey))
  expect(print(`${apiKey}x`)).not.toBe(print(apiKey))
})

const half = 'sk-ant-api03-abcdefgh'
test.each([
  ['nothing', '', 'is empty'],
  ['white space', ' \n', 'is empty'],
  ['a line break within', `${half}\nijklmnop`, 'has a line break in it'],
  ['a blank within', `${half} ijklmnop`, 'has white space in it'],
  ['quotes', `"${apiKey}"`, 'is in quotes'],
  ['a line of a shell', `export ANTHROPIC_API_KEY=${apiKey}`, 'begins with the name of a variable'],
  ['what a page shows of a key', 'sk-ant-api03-abc…xyz', 'has characters that no key has'],
  ['a part of a key', 'sk-ant-api03', 'is only a part of a key'],
  ['dots in the middle', 'sk-ant-api03-abc...xyz', 'is only a part of a key'],
  ['a refresh token', 'sk-ant-ort01-secretsecret', 'is a refresh token of a Claude login'],
  ['an admin key', 'sk-ant-admin01-secretsecret', 'is an admin key of Anthropic, which runs no models'],
  ['a key of OpenAI', 'sk-proj-secretsecret', 'is an API key of OpenAI'],
  ['a token of GitHub', 'ghp_secretsecret', 'is a token of GitHub'],
  ['a public ssh key', 'ssh-ed25519 AAAAsecret me', 'contains the public half of an ssh key'],
  [
    'a private ssh key',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n',
    'contains a key in a file format, such as an ssh key, not an API key or token',
  ],
  ['an expired login', login({ expiresAt: now }), 'has expired, at 2026-03-01T12:00:00Z'],
  ['a login that has ended', login({ accessToken: '', expiresAt: 0 }), 'has no access token: the login has ended'],
  ['a login for another purpose', login({ scopes: ['user:profile'] }), 'lacks the scope user:inference'],
  [
    "the reference document's form",
    JSON.stringify({ oauth_token: 'secret', refresh_token: 'secret', expires_at: 'never' }),
    'has a form that Claude Code does not read; expected {"claudeAiOauth":{"accessToken":…,"refreshToken":…,"expiresAt":…,"scopes":[…]}}, as Claude Code itself writes it',
  ],
  [
    'half a login',
    login().slice(0, 60),
    'is not a JSON object; expected {"claudeAiOauth":{"accessToken":…,"refreshToken":…,"expiresAt":…,"scopes":[…]}}',
  ],
])('%s is refused, and not repeated', (_, text, problem) => {
  const read = readCredential(claudeCredential, text, now)
  expect(read).toMatchObject({ ok: false, problem })
  expect(JSON.stringify(read)).not.toMatch(/secret(?!s (import|list))|abcdefgh/)
})

test('in the Keychain, with a configuration elsewhere, the item has another name', () => {
  const [item] = claudeCredential.places.flatMap((place) => ('keychainItem' in place ? place.keychainItem : []))
  expect(item?.(undefined)).toBe('Claude Code-credentials')
  expect(item?.('/conf')).toBe('Claude Code-credentials-ff676e7e')
})
