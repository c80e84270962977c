import { expect, test } from 'vitest'
import { readClaudeLogin } from '../../src/agents/claude-login.ts'

const login = {
  accessToken: 'sk-ant-oat01-x',
  refreshToken: 'r',
  expiresAt: 1_800_000_000_000,
  scopes: ['user:inference'],
}

test('the form that Claude Code writes', () => {
  const text = JSON.stringify({ claudeAiOauth: { ...login, subscriptionType: 'max' } })
  expect(readClaudeLogin(text)).toEqual({
    ok: true,
    login: {
      accessToken: 'sk-ant-oat01-x',
      expiresAt: 1_800_000_000_000,
      scopes: ['user:inference'],
      subscriptionType: 'max',
    },
  })
})

test.each([
  ['no JSON', 'sk-secret', /not a JSON object/],
  ['a list', '["sk-secret"]', /not a JSON object/],
  ['another object', '{"a":"sk-secret"}', /no claudeAiOauth/],
  [
    'an old form',
    '{"oauth_token":"sk-secret","refresh_token":"r","expires_at":1}',
    /does not read; expected \{"claude/,
  ],
  ['a login that has ended', '{"claudeAiOauth":{"accessToken":"","scopes":["user:inference"]}}', /has ended/],
  ['a broken token', '{"claudeAiOauth":{"accessToken":"sk-secret\\n","scopes":["user:inference"]}}', /white space/],
  ['no scopes', '{"claudeAiOauth":{"accessToken":"sk-secret"}}', /user:inference/],
])('%s', (_, text, words) => {
  const read = readClaudeLogin(text)
  expect(read).toMatchObject({ ok: false, problem: expect.stringMatching(words) })
  expect(JSON.stringify(read)).not.toContain('sk-secret')
})
