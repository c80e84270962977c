/** What a Secret holds, and what is wrong with it, key by key; without a value. */
import type { V1Secret } from '../kube/wire.ts'
import type { AgentCredential } from '../agents/credential.ts'
import { agentCredentials, agents } from '../agents/table.ts'
import { defaultAgent } from '../polecat/agent.ts'
import { annotations, labels } from '../polecat/names.ts'
import { apiKeyName } from '../polecat/resolve.ts'
import { readCredential } from './agent-credential.ts'
import { isCredentialKey, roleOf, valueIn, type Role } from './credential-secret.ts'
import { fingerprint } from './fingerprint.ts'
import { readGitToken, readSshKey } from './git-credential.ts'
import { readKnownHosts } from './known-hosts.ts'
import { wrongCredentialKind } from './known-forms.ts'
import { readOneLine } from './one-line.ts'
import { publicBlob, sshFingerprint } from './openssh-key.ts'
import { invalid, type Invalid } from './parsed.ts'

interface Finding {
  readonly key: string
  /** Such as `API key`. */
  readonly what: string
  readonly fingerprint?: string
  /** Milliseconds since 1970. */
  readonly expiresAt?: number
  /** The line that a git host was given. */
  readonly publicHalf?: string
  readonly invalid?: Invalid
}

export interface Inspection {
  readonly role: Role | undefined
  readonly provider: string | undefined
  readonly hasLabel: boolean
  readonly findings: readonly Finding[]
}

export function inspectSecret(secret: V1Secret, now: number): Inspection {
  const role = roleOf(secret)
  const provider = secret.metadata?.annotations?.[annotations.provider]
  const keys = Object.keys(secret.data ?? {}).toSorted()
  const inspectOne = (key: string) => inspectKey({ key, text: valueIn(secret, key) ?? '', role, provider, now })
  return {
    role,
    provider,
    hasLabel: secret.metadata?.labels?.[labels.role] !== undefined,
    findings: keys.length === 0 ? [{ key: '', what: 'nothing', invalid: invalid('is empty') }] : keys.map(inspectOne),
  }
}

interface Item {
  readonly key: string
  readonly text: string
  readonly role: Role | undefined
  readonly provider: string | undefined
  readonly now: number
}

const gitKeys = ['ssh-privatekey', 'password', 'username', 'host', 'known_hosts', 'ca.crt']

function inspectKey(item: Item): Finding {
  const { key, role } = item
  if (role === 'git') return isCredentialKey(key) ? misplaced(item, 'git') : inspectGit(item)
  if (role === 'llm' && (key === 'ssh-privatekey' || key === 'password')) return misplaced(item, 'llm')
  if (role === undefined && !gitKeys.includes(key))
    return {
      key,
      what: 'unknown',
      invalid: invalid('has no role, and its keys do not imply one', 'Import it with: gastown secrets'),
    }
  return inspectLlm(item)
}

function misplaced({ key }: Item, role: Role): Finding {
  const words =
    role === 'git'
      ? 'is for models, and the role of the Secret is git'
      : 'is for git, and the role of the Secret is llm'
  return { key, what: 'in the wrong role', invalid: invalid(words, 'Import it under another name.') }
}

function inspectLlm(item: Item): Finding {
  const provider = item.provider ?? agents[defaultAgent].provider
  const ofAgent = agentCredentials.find((credential) => credential.provider === provider)
  return ofAgent ? inspectAgents(item, ofAgent) : inspectKeyOf(item, provider)
}

function inspectKeyOf({ key, text }: Item, provider: string): Finding {
  const line = readOneLine(text)
  const bad = line.ok ? wrongCredentialKind(provider, line.value) : line
  return {
    key,
    what: `API key of ${provider}`,
    ...(line.ok && { fingerprint: fingerprint(line.value) }),
    ...(bad && { invalid: bad }),
  }
}

function inspectAgents({ key, text, now }: Item, credential: AgentCredential): Finding {
  const { kinds, login, storeWith } = credential
  const expected = Object.hasOwn(kinds, key) ? key : apiKeyName
  const what = kinds[expected]?.what ?? ''
  const read = readCredential(credential, text, now)
  if (!read.ok) return { key, what, invalid: read }
  const { kind, fingerprint: print, expiresAt } = read.value
  const finding = { key, what, fingerprint: print, ...(expiresAt !== undefined && { expiresAt }) }
  const again = `Import it again with: ${storeWith}`
  if (kind !== expected)
    return { ...finding, invalid: invalid(`is a ${kinds[kind]?.what}, which is kept under ${kind}`, again) }
  if (kind === login?.kind && login.isRenewable(text))
    return {
      ...finding,
      invalid: invalid('contains the refresh token, with which pods would log out each other and you', again),
    }
  return finding
}

function inspectGit({ key, text }: Item): Finding {
  switch (key) {
    case 'ssh-privatekey': {
      const read = readSshKey(text)
      if (!read.ok) return { key, what: 'ssh key', invalid: read }
      const blob = publicBlob(text)
      if (blob === undefined) return { key, what: 'ssh key' }
      const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0))
      return {
        key,
        what: 'ssh key',
        fingerprint: sshFingerprint(blob),
        publicHalf: `${type} ${blob.toString('base64')}`,
      }
    }
    case 'password': {
      const read = readGitToken(text)
      return read.ok
        ? { key, what: 'token', fingerprint: fingerprint(read.value) }
        : { key, what: 'token', invalid: read }
    }
    case 'known_hosts': {
      const read = readKnownHosts(text)
      return { key, what: 'host keys', ...(!read.ok && { invalid: read }) }
    }
    case 'username':
    case 'host': {
      const read = readOneLine(text)
      return {
        key,
        what: key === 'host' ? 'host of the token' : 'user of the token',
        ...(!read.ok && { invalid: read }),
      }
    }
    default:
      return { key, what: key === 'ca.crt' ? 'certificates' : 'unknown' }
  }
}
