/** The login that Claude Code keeps in `.credentials.json`, or on macOS in the Keychain; its form as 2.1.330 writes it. */
import { numberIn, objectIn, parseObject, textIn } from './json-fields.ts'

export interface ClaudeLogin {
  readonly accessToken: string
  /** Milliseconds since 1970; undefined where the file does not say. */
  readonly expiresAt: number | undefined
  readonly scopes: readonly string[]
  readonly subscriptionType: string | undefined
}

type ReadLogin =
  | { readonly ok: true; readonly login: ClaudeLogin }
  /** What is wrong, in words that repeat nothing of it. */
  | { readonly ok: false; readonly problem: string }

const form = '{"claudeAiOauth":{"accessToken":…,"refreshToken":…,"expiresAt":…,"scopes":[…]}}'

export function readClaudeLogin(text: string): ReadLogin {
  const value = parseObject(text.trim())
  if (value === undefined) return invalid(`is not a JSON object; expected ${form}`)
  const login = objectIn(value, 'claudeAiOauth')
  if (login === undefined)
    return invalid(
      textIn(value, 'oauth_token') === undefined && textIn(value, 'access_token') === undefined
        ? `has no claudeAiOauth; expected ${form}`
        : `has a form that Claude Code does not read; expected ${form}, as Claude Code itself writes it`,
    )
  const accessToken = textIn(login, 'accessToken')
  if (accessToken === undefined || accessToken === '') return invalid('has no access token: the login has ended')
  if (/\s/.test(accessToken)) return invalid('has an access token with white space in it')
  const scopes = login['scopes']
  // Without it Claude Code takes the login for none.
  if (!Array.isArray(scopes) || !scopes.includes('user:inference')) return invalid('lacks the scope user:inference')
  const subscriptionType = textIn(login, 'subscriptionType')
  const expiresAt = numberIn(login, 'expiresAt')
  return { ok: true, login: { accessToken, expiresAt, scopes: scopes.map(String), subscriptionType } }
}

function invalid(problem: string): ReadLogin {
  return { ok: false, problem }
}
