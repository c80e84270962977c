/** A credential of Claude, told by its form. A login is stored without its refresh token. */
import { readClaudeLogin, type ClaudeLogin } from '../agents/claude-login.ts'
import { loginKey, tokenKey } from '../pod/credential.ts'
import { fingerprint } from './fingerprint.ts'
import { strangerIn } from './known-forms.ts'
import { readOneLine } from './one-line.ts'
import { good, wrong, type Reading } from './reading.ts'

/** Each is the key of the Secret that it is stored under; polecats take the first that there is. */
export const claudeKinds = {
  'api-key': 'API key',
  [tokenKey]: 'one-year token',
  [loginKey]: 'login',
} as const
export type ClaudeKind = keyof typeof claudeKinds

export interface ClaudeCredential {
  readonly kind: ClaudeKind
  /** What is stored. */
  readonly value: string
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly expiresAt?: number
  readonly remarks: readonly string[]
}

export function readClaudeCredential(text: string, now: number): Reading<ClaudeCredential> {
  return text
    .trimStart()
    .replace(/^\uFEFF/, '')
    .startsWith('{')
    ? readLogin(text, now)
    : readKey(text)
}

function readKey(text: string): Reading<ClaudeCredential> {
  const line = readOneLine(text)
  if (!line.ok) return line
  const { value } = line
  const stranger = strangerIn('anthropic', value)
  if (stranger) return stranger
  const known = value.startsWith('sk-ant-')
  if (known && !/^sk-ant-[\w-]{12,}$/.test(value))
    return wrong('is only a part of a key', 'Was it copied from where it is only shown in part?')
  const kind = value.startsWith('sk-ant-oat') ? 'oauth-token' : 'api-key'
  const remarks = known
    ? []
    : ['It is not of the form that Anthropic gives its keys; a gateway of your own may take it.']
  return good({ kind, value, fingerprint: fingerprint(value), remarks })
}

function readLogin(text: string, now: number): Reading<ClaudeCredential> {
  const read = readClaudeLogin(text.replace(/^\uFEFF/, ''))
  if (!read.ok)
    return wrong(
      read.problem,
      'Log in with "claude" and import what it writes with: gastown secrets import-claude --from file',
      'A token of claude setup-token is imported as it is, without JSON around it.',
    )
  const { login } = read
  if (login.expiresAt !== undefined && login.expiresAt <= now)
    return wrong(
      `has expired, at ${rfc3339(login.expiresAt)}`,
      'Start "claude", which renews it, and import it again.',
      betterThanLogin,
    )
  return good({
    kind: '.credentials.json',
    value: storedLogin(login),
    fingerprint: fingerprint(login.accessToken),
    ...(login.expiresAt !== undefined && { expiresAt: login.expiresAt }),
    remarks: [whyNotLogin, betterThanLogin],
  })
}

const whyNotLogin =
  'A login lives about 8 hours. Its refresh token works only once, so it stays here, and no pod can renew the login.'
const betterThanLogin =
  'Better for work without people: an API key (https://console.anthropic.com/settings/keys), or a token for a year, which "claude setup-token" makes.'

/** As Claude Code reads it; with a refresh token in it, pods would log each other out. */
function storedLogin({ accessToken, expiresAt, scopes, subscriptionType }: ClaudeLogin): string {
  return JSON.stringify({ claudeAiOauth: { accessToken, expiresAt, scopes, subscriptionType } })
}

export function rfc3339(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}
