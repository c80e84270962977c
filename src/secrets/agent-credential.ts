/** A credential that an agent works with, told by its form. A login is stored without what renews it. */
import type { AgentCredential, AgentLogin } from '../agents/credential.ts'
import { apiKeyName } from '../polecat/resolve.ts'
import { fingerprint } from './fingerprint.ts'
import { wrongCredentialKind } from './known-forms.ts'
import { readOneLine } from './one-line.ts'
import { valid, invalid, type Parsed } from './parsed.ts'

export interface FoundCredential {
  /** The key of the Secret that it is stored under. */
  readonly kind: string
  /** What is stored. */
  readonly value: string
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly expiresAt?: number
  readonly remarks: readonly string[]
}

export function readCredential(credential: AgentCredential, text: string, now: number): Parsed<FoundCredential> {
  const plain = text.trimStart().replace(/^\uFEFF/, '')
  return credential.login && plain.startsWith('{') ? readLogin(credential.login, text, now) : readKey(credential, text)
}

function readKey({ provider, kindOf }: AgentCredential, text: string): Parsed<FoundCredential> {
  const line = readOneLine(text)
  if (!line.ok) return line
  const { value } = line
  const stranger = wrongCredentialKind(provider, value)
  if (stranger) return stranger
  const found = kindOf?.(value) ?? { kind: apiKeyName, remarks: [] }
  return 'problem' in found
    ? invalid(found.problem, ...found.hints)
    : valid({ ...found, value, fingerprint: fingerprint(value) })
}

function readLogin(form: AgentLogin, text: string, now: number): Parsed<FoundCredential> {
  const read = form.read(text.replace(/^\uFEFF/, ''))
  if (!read.ok) return invalid(read.problem, ...form.unreadable)
  const { accessToken, expiresAt, stored } = read.login
  if (expiresAt !== undefined && expiresAt <= now)
    return invalid(`has expired, at ${rfc3339(expiresAt)}`, ...form.ended)
  return valid({
    kind: form.kind,
    value: stored,
    fingerprint: fingerprint(accessToken),
    ...(expiresAt !== undefined && { expiresAt }),
    remarks: form.remarks,
  })
}

export function rfc3339(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}
