import { loginUnder } from '../agents/table.ts'
import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { secrets } from '../kube/resources.ts'
import type { V1Secret } from '../kube/wire.ts'
import { labels } from '../polecat/names.ts'
import type { SecretFacts } from './secret-facts.ts'

interface Lookup {
  readonly client: Client
  readonly workerNamespace: string
  /** Whether a Polecat or a Rig names this Secret as its git credential. */
  isGitSecret(name: string): boolean
}

/** Facts of Secrets by name; their values are not kept. */
export async function lookUpSecrets(
  lookup: Lookup,
  names: readonly string[],
): Promise<ReadonlyMap<string, SecretFacts>> {
  const facts = await Promise.all(names.map(async (name) => [name, await lookUp(lookup, name)] as const))
  return new Map(facts)
}

async function lookUp({ client, workerNamespace, isGitSecret }: Lookup, name: string): Promise<SecretFacts> {
  try {
    const secret = await client.get(secrets, name, workerNamespace)
    return {
      state: 'found',
      keys: keysOf(secret),
      role: secret.metadata?.labels?.[labels.role],
      namedForGit: isGitSecret(name),
      ...loginIn(secret),
    }
  } catch (error) {
    if (isKind(error, 'not-found')) return { state: 'missing' }
    if (isKind(error, 'denied')) return { state: 'unreadable' }
    throw error
  }
}

function loginIn({ data }: V1Secret): Pick<Extract<SecretFacts, { state: 'found' }>, 'login'> {
  for (const [key, text] of Object.entries(data ?? {})) {
    const read = loginUnder(key)?.read(Buffer.from(text, 'base64').toString('utf8'))
    if (read) return { login: read.ok ? { expiresAt: read.login.expiresAt } : { problem: read.problem } }
  }
  return {}
}

function keysOf({ data }: V1Secret): string[] {
  return Object.keys(data ?? {}).toSorted()
}
