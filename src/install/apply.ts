import { isDeepStrictEqual } from 'node:util'
import type { Client } from '../kube/client.ts'
import { ifFound } from '../kube/if-found.ts'
import type { KubeObject } from '../kube/resources.ts'
import { resourceOf } from './installed-kinds.ts'

export type Change = 'created' | 'configured' | 'unchanged'

export interface ApplyOptions {
  readonly dryRun: boolean
  readonly signal: AbortSignal
}

/**
 * Server-side apply of one object. Fields of ours are taken back from whoever changed them; those of others stay. With
 * `dryRun` the server only says what would change.
 */
export async function applyObject(client: Client, object: KubeObject, options: ApplyOptions): Promise<Change> {
  const { dryRun, signal } = options
  const resource = resourceOf(object)
  const { name = '', namespace } = object.metadata ?? {}
  const before = await ifFound(client.get(resource, name, namespace, { signal }))
  // A dry run makes no namespace, without which the server refuses what is to be in it.
  if (before === undefined && dryRun) return 'created'
  const after = await client.apply(resource, object, { dryRun, signal, force: true })
  if (before === undefined) return 'created'
  return isDeepStrictEqual(contentOf(before), contentOf(after)) ? 'unchanged' : 'configured'
}

const keptByServer = ['resourceVersion', 'generation', 'managedFields']

/** What the server keeps by itself says nothing of a change. */
function contentOf(object: KubeObject): unknown {
  const { status: _, ...content } = object as KubeObject & { status?: unknown }
  const metadata = Object.entries(object.metadata ?? {}).filter(([field]) => !keptByServer.includes(field))
  return { ...content, metadata: Object.fromEntries(metadata) }
}
