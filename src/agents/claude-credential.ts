/** The credentials of Claude Code: API keys, one-year tokens and logins. Kinds and variables as measured with 2.1.330. */
import { createHash } from 'node:crypto'
import { readClaudeLogin, type ClaudeLogin } from './claude-login.ts'
import type { AgentCredential, ReadLogin } from './credential.ts'

const loginKind = '.credentials.json'
const tokenKind = 'oauth-token'

const betterThanLogin =
  'Better for work without people: an API key (https://console.anthropic.com/settings/keys), or a token for a year, which "claude setup-token" makes.'

const notForAgents = {
  owner: 'nobody',
  hint: 'Agents work with an API key, or with the token that claude setup-token makes.',
}

export const claudeCredential: AgentCredential = {
  provider: 'anthropic',
  secret: 'claude-credentials',
  storeWith: 'gastown secrets import-claude',
  kinds: {
    // The first two need no refresh.
    'api-key': { what: 'API key', variable: 'ANTHROPIC_API_KEY', lifetime: 'does not expire by itself' },
    [tokenKind]: {
      what: 'one-year token',
      variable: 'CLAUDE_CODE_OAUTH_TOKEN',
      lifetime: 'expires a year after it was created',
    },
    [loginKind]: {
      what: 'login',
      variable: 'CLAUDE_CODE_OAUTH_TOKEN',
      lifetime: 'does not say when it expires',
    },
  },
  namedBy: { field: 'claudeCredsSecret', flag: '--claude-creds-secret' },
  variables: /^(ANTHROPIC_(API_KEY|AUTH_TOKEN)|CLAUDE_CODE_(OAUTH_TOKEN|USE_[A-Z]+))$/,
  requiredUnless: /^(ANTHROPIC|CLAUDE_CODE)_/,
  places: [
    { kind: 'api-key', variable: 'ANTHROPIC_API_KEY' },
    { kind: tokenKind, variable: 'CLAUDE_CODE_OAUTH_TOKEN' },
    { kind: loginKind, file: '.credentials.json' },
    { kind: loginKind, keychainItem },
  ],
  folder: { variable: 'CLAUDE_CONFIG_DIR', inHome: '.claude' },
  forms: [
    { begin: 'sk-ant-api', what: 'an API key of Anthropic', owner: 'anthropic' },
    { begin: 'sk-ant-oat', what: 'a token of claude setup-token', owner: 'anthropic' },
    { begin: 'sk-ant-ort', what: 'a refresh token of a Claude login', ...notForAgents },
    { begin: 'sk-ant-admin', what: 'an admin key of Anthropic, which runs no models', ...notForAgents },
    { begin: 'sk-ant-sid', what: "a browser's session at claude.ai", ...notForAgents },
    { begin: 'sk-ant-', what: 'an API key of Anthropic', owner: 'anthropic' },
  ],
  kindOf,
  login: {
    kind: loginKind,
    asKind: tokenKind,
    read: readLogin,
    isRenewable: (text) => /"refreshToken"\s*:\s*"[^"]/.test(text),
    unreadable: [
      'Log in with "claude" and import what it writes with: gastown secrets import-claude --from file',
      'A token of claude setup-token is imported as it is, without JSON around it.',
    ],
    ended: ['Start "claude", which renews it, and import it again.', betterThanLogin],
    remarks: [
      'A login lives about 8 hours. Its refresh token works only once, so it stays here, and no pod can renew the login.',
      betterThanLogin,
    ],
    better: 'a one-year token of claude setup-token',
  },
}

/** Claude Code appends a hash where its configuration is elsewhere. */
function keychainItem(folder: string | undefined): string {
  const suffix = folder ? `-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}` : ''
  return `Claude Code-credentials${suffix}`
}

function kindOf(value: string): ReturnType<NonNullable<AgentCredential['kindOf']>> {
  const isKnown = value.startsWith('sk-ant-')
  if (isKnown && !/^sk-ant-[\w-]{12,}$/.test(value))
    return { problem: 'is only a part of a key', hints: ['Was it copied from where it is only shown in part?'] }
  const remarks = isKnown
    ? []
    : ['It is not of the form that Anthropic gives its keys; a gateway of your own may take it.']
  return { kind: value.startsWith('sk-ant-oat') ? tokenKind : 'api-key', remarks }
}

function readLogin(text: string): ReadLogin {
  const read = readClaudeLogin(text)
  return read.ok ? { ok: true, login: { ...read.login, stored: storedLogin(read.login) } } : read
}

/** As Claude Code reads it, without the refresh token: with that, pods would log each other out. */
function storedLogin({ accessToken, expiresAt, scopes, subscriptionType }: ClaudeLogin): string {
  return JSON.stringify({ claudeAiOauth: { accessToken, expiresAt, scopes, subscriptionType } })
}
