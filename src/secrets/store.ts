import { GastownError, isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { secrets } from '../kube/resources.ts'
import type { V1Secret } from '../kube/wire.ts'
import { annotations as names } from '../polecat/names.ts'
import { encoded, refuseOtherRole, secretOf, type Entry } from './credential-secret.ts'
import { storedTimesAfter } from './replacing.ts'

/** The Secret as it is; undefined where there is none. */
export async function findSecret(
  client: Client,
  name: string,
  { namespace, signal }: { readonly namespace: string; readonly signal: AbortSignal },
): Promise<V1Secret | undefined> {
  try {
    return await client.get(secrets, name, namespace, { signal })
  } catch (error) {
    if (error instanceof GastownError && error.kind === 'not-found') return undefined
    throw error
  }
}

interface Storing {
  /** The Secret as it was when it was decided to store; undefined where there was none. */
  readonly existing: V1Secret | undefined
  readonly signal: AbortSignal
  readonly now: number
}

/** Makes the Secret, or puts the entry's keys into it and leaves its others alone. */
export async function store(client: Client, entry: Entry, { existing, signal, now }: Storing): Promise<V1Secret> {
  const secret = secretOf(entry)
  const storedAt = storedTimesAfter(entry, existing, now)
  if (existing === undefined) {
    try {
      return await client.create(secrets, withNote(secret, storedAt), { signal })
    } catch (error) {
      throw isKind(error, 'not-found') ? noNamespace(entry.namespace, error) : error
    }
  }
  refuseOtherRole(existing, entry.role)
  const { labels, annotations: notes } = secret.metadata ?? {}
  // What a user stores is the user's from then on.
  const annotations = { [names.source]: null, ...notes, [names.storedAt]: storedAt }
  const data = Object.entries(entry.values).map(([key, value]) => [key, value === undefined ? null : encoded(value)])
  const patch = {
    // Nobody else may have given it another role or value meanwhile.
    metadata: { labels, annotations, resourceVersion: existing.metadata?.resourceVersion },
    data: Object.fromEntries(data) as object,
  }
  return client.mergePatch(secrets, entry.name, entry.namespace, patch, { signal })
}

function withNote(secret: V1Secret, storedAt: string): V1Secret {
  const { metadata } = secret
  return { ...secret, metadata: { ...metadata, annotations: { ...metadata?.annotations, [names.storedAt]: storedAt } } }
}

function noNamespace(namespace: string, cause: unknown): GastownError {
  return new GastownError('not-found', `namespace ${namespace} not found`, {
    cause,
    hints: [`Create it with: kubectl create namespace ${namespace}`, 'Or choose another one with -n.'],
  })
}
