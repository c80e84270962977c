/** The Secret that holds a credential, and its role, which decides what containers may see it. */
import { agentCredentials } from '../agents/table.ts'
import { GastownError } from '../errors.ts'
import type { V1Secret } from '../kube/wire.ts'
import { usualGitSecret } from '../attempt/secrets.ts'
import { apiKeyName } from '../polecat/resolve.ts'
import { annotations, labels } from '../polecat/names.ts'

export type Role = 'git' | 'llm'
const roleWords: Readonly<Record<Role, string>> = { git: 'git credential', llm: 'LLM credential' }

/** Secrets that serve where none is named. */
export const usualSecrets: ReadonlySet<string> = new Set([
  ...agentCredentials.map(({ secret }) => secret),
  usualGitSecret,
])

/** Whether a Secret keeps a model's credential under this key. */
export function isCredentialKey(key: string): boolean {
  return key === apiKeyName || agentCredentials.some(({ kinds }) => Object.hasOwn(kinds, key))
}

/** What is to be put into a Secret. */
export interface Entry {
  readonly name: string
  readonly namespace: string
  readonly role: Role
  readonly provider?: string
  /** Where it comes from, if it is to be brought up to date by itself. */
  readonly source?: string
  /** Plain values by key; undefined removes the key. */
  readonly values: Readonly<Record<string, string | undefined>>
}

export function secretOf(entry: Entry): V1Secret {
  const { name, namespace, role, provider, source, values } = entry
  const notes = {
    ...(provider !== undefined && { [annotations.provider]: provider }),
    ...(source !== undefined && { [annotations.source]: source }),
  }
  const data = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, encoded(value)]]))
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels: { [labels.role]: role },
      ...(Object.keys(notes).length > 0 && { annotations: notes }),
    },
    type: 'Opaque',
    data: Object.fromEntries(data) as Record<string, string>,
  }
}

export function encoded(value: string): string {
  return Buffer.from(value).toString('base64')
}

/** The plain text of a key; undefined where there is none. */
export function valueIn(secret: V1Secret, key: string): string | undefined {
  const value = secret.data?.[key]
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8')
}

/** By its label, or by what its keys can only be. */
export function roleOf({ metadata, data }: V1Secret): Role | undefined {
  const label = metadata?.labels?.[labels.role]
  if (label === 'git' || label === 'llm') return label
  const keys = Object.keys(data ?? {})
  if (keys.includes('ssh-privatekey') || keys.includes('password')) return 'git'
  return keys.some(isCredentialKey) ? 'llm' : undefined
}

/** A credential beside one of the other role would get to containers that must never see it. */
export function refuseOtherRole(secret: V1Secret, role: Role): void {
  const has = roleOf(secret)
  const name = secret.metadata?.name ?? ''
  if (has !== undefined && has !== role)
    throw new GastownError('invalid', 'nothing was stored', {
      problems: [
        {
          field: '--name',
          message: `the Secret ${name} contains ${has === 'llm' ? 'an' : 'a'} ${roleWords[has]}; a Secret cannot contain both kinds`,
        },
      ],
      hints: ['Choose another name with --name.'],
    })
}

/** The same without a single value; it cannot be taken for one that might be applied. */
export function masked(secret: V1Secret): V1Secret {
  // kubectl apply keeps all that it was given in this one.
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...kept } = secret.metadata?.annotations ?? {}
  const annotated = secret.metadata?.annotations === undefined ? {} : { annotations: kept }
  return {
    ...secret,
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...secret.metadata, ...annotated },
    ...(secret.data !== undefined && {
      data: Object.fromEntries(Object.keys(secret.data).map((key) => [key, '***'])),
    }),
  }
}
