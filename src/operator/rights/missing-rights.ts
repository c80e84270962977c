/** What of its rights the operator lacks, as the API server says. */
import { reviewAccess } from '../../kube/access-review.ts'
import type { Client } from '../../kube/client.ts'
import { operatorRights, type Namespaces, type Right } from '../../operator-rights.ts'

/** Rights with those verbs alone that are missing. */
export type MissingRights = readonly Right[]

const atOnce = 8

/** Asks for each right alone. Rejects as any request does; where the server does not say, the right counts as there. */
export async function missingRights(client: Client, namespaces: Namespaces): Promise<MissingRights> {
  const questions = operatorRights(namespaces).flatMap((right) => right.verbs.map((verb) => ({ right, verb })))
  const missing = new Map<Right, string[]>()
  for (let next = 0; next < questions.length; next += atOnce) {
    const some = questions.slice(next, next + atOnce)
    const allowed = await Promise.all(some.map(({ right, verb }) => isAllowed(client, right, verb)))
    for (const [index, { right, verb }] of some.entries())
      if (!allowed[index]) missing.set(right, [...(missing.get(right) ?? []), verb])
  }
  return [...missing].map(([right, verbs]) => ({ ...right, verbs }))
}

async function isAllowed(client: Client, { namespace, group, resource, name }: Right, verb: string): Promise<boolean> {
  const [plural = '', subresource] = resource.split('/')
  return (await reviewAccess(client, { namespace, group, resource: plural, subresource, name, verb })) !== false
}

/** One right in words: `create, delete pods in gastown-workers`. */
export function rightInWords({ namespace, resource, name, verbs }: Right): string {
  const object = name === undefined ? resource : `${resource} ${name}`
  return `${verbs.join(', ')} ${object} in ${namespace === undefined ? 'the cluster' : namespace}`
}

/** Rights without which an attempt goes on all the same: they only tell more. */
const dispensable: ReadonlySet<string> = new Set(['pods/log', 'events', 'rigs/status', 'namespaces', 'leases'])

/** Why no attempt may start, in words; undefined where the rights that are there suffice. */
export function startHindrance(missing: MissingRights): string | undefined {
  const needed = missing.filter(({ resource }) => !dispensable.has(resource))
  if (needed.length === 0) return undefined
  return `new attempts are paused: the operator may not ${needed.map(rightInWords).join('; ')}`
}
