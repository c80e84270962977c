import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { secrets } from '../kube/resources.ts'
import type { V1Secret } from '../kube/wire.ts'
import { labels } from '../polecat/names.ts'
import { usualSecrets } from './credential-secret.ts'
import { findSecret } from './store.ts'

/** The Secrets of these names, or all that carry our label or one of the usual names. */
export async function findSecrets(context: Context, names: readonly string[], namespace: string): Promise<V1Secret[]> {
  return names.length === 0 ? allSecrets(context, namespace) : namedSecrets(context, names, namespace)
}

async function allSecrets(context: Context, namespace: string): Promise<V1Secret[]> {
  const client = await context.client()
  const where = { namespace, signal: context.signal }
  const { items } = await client.list(secrets, { ...where, labelSelector: labels.role })
  const labelled = items.filter(({ metadata }) => metadata?.labels?.[labels.role] !== undefined)
  const missing = [...usualSecrets].filter((name) => !labelled.some(({ metadata }) => metadata?.name === name))
  const others = await Promise.all(missing.map((name) => findSecret(client, name, where)))
  return [...labelled, ...others.flatMap((secret) => secret ?? [])].toSorted((a, b) =>
    (a.metadata?.name ?? '').localeCompare(b.metadata?.name ?? ''),
  )
}

async function namedSecrets(context: Context, names: readonly string[], namespace: string): Promise<V1Secret[]> {
  const client = await context.client()
  const wanted = [...new Set(names)]
  const found = await Promise.all(wanted.map((name) => findSecret(client, name, { namespace, signal: context.signal })))
  const missing = wanted.filter((_, index) => found[index] === undefined)
  if (missing.length === 0) return found.flatMap((secret) => secret ?? [])
  const which = missing.length === 1 ? `Secret ${missing[0]}` : `Secrets ${missing.join(', ')}`
  throw new GastownError('not-found', `${which} not found in namespace ${namespace}`, {
    hints: ['List them with: gastown secrets list'],
  })
}
