import type { Context } from '../../context.ts'
import { invalid, type Problem } from '../../errors.ts'
import type { V1Secret } from '../../kube/wire.ts'
import { objectsText } from '../../output/objects.ts'
import { masked, refuseOtherRole, secretOf, type Entry } from '../credential-secret.ts'
import { isStored, replacedBy } from '../replacing.ts'
import { findSecret, store } from '../store.ts'
import { confirmStore } from './confirm-store.ts'

export interface StoreFlags {
  readonly name?: string
  readonly namespace?: string
  readonly 'dry-run': boolean
  readonly replace: boolean
  readonly output?: 'json' | 'yaml' | 'name'
}

export interface StoredCredential {
  readonly entry: Entry
  /** What was stored, such as `API key from ANTHROPIC_API_KEY`. */
  readonly what: string
  /** Fingerprint, expiry and the like. */
  readonly facts: readonly string[]
}

/**
 * Stores the entry, or in a dry run only shows it; no value is ever printed. What is there already is not written again,
 * and another credential is replaced only after a yes. Gives the Secret; undefined after a no.
 */
export async function storeCredential(
  context: Context,
  credential: StoredCredential,
  flags: StoreFlags,
): Promise<V1Secret | undefined> {
  const { entry } = credential
  if (flags['dry-run']) return shown(context, secretOf(entry), sentence(credential, 'would be stored (dry run)'), flags)
  const { signal } = context
  const client = await context.client()
  const existing = await findSecret(client, entry.name, { namespace: entry.namespace, signal })
  if (existing !== undefined) {
    refuseOtherRole(existing, entry.role)
    if (isStored(entry, existing)) return shown(context, existing, sentence(credential, 'is unchanged'), flags)
  }
  const replaced = existing === undefined ? [] : replacedBy(entry, existing)
  if (existing !== undefined && replaced.length > 0 && !flags.replace) {
    if (!(await confirmStore(context, existing, replaced))) {
      context.notice('Nothing was stored.')
      return undefined
    }
  }
  const secret = await store(client, entry, { existing, signal, now: context.now() })
  await shown(context, secret, sentence(credential, 'stored'), flags)
  for (const { key, fingerprint } of replaced)
    context.notice(`Replaces another ${key} in ${entry.name}, ${fingerprint}.`)
  return secret
}

async function shown(context: Context, secret: V1Secret, words: string, { output }: StoreFlags): Promise<V1Secret> {
  context.print(output === undefined ? words : await objectsText([masked(secret)], output))
  return secret
}

function sentence({ entry, what, facts }: StoredCredential, done: string): string {
  const keys = Object.keys(entry.values).filter((key) => key !== 'known_hosts')
  const place = `under ${keys.join(', ')} in namespace ${entry.namespace}`
  return `${entry.name}: ${[`${what} ${done} ${place}`, ...facts].join('; ')}\n`
}

export async function secretNamespace(
  { workerNamespace }: Pick<Context, 'workerNamespace'>,
  flags: { readonly namespace?: string },
): Promise<string> {
  return flags.namespace ?? (await workerNamespace())
}

/** What the server would refuse, told before anything is asked or sent. */
export function checkNames(name: string, key: string | undefined): void {
  const problems: Problem[] = []
  if (name.length > 253 || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name))
    problems.push({
      field: '--name',
      message: `expected a name of lowercase letters, digits, - and ., found "${name}"`,
    })
  if (key !== undefined && !/^[-._a-zA-Z0-9]{1,253}$/.test(key))
    problems.push({ field: '--key', message: `expected letters, digits, -, _ and ., found "${key}"` })
  if (problems.length > 0) throw invalid('cannot create the Secret', problems)
}
