import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import type { Polecat } from '../polecat/schema.ts'
import { isHeld } from '../polecat/unsaved.ts'
import { findPolecat, type Where } from './find-polecats.ts'

/** Lets the operator push commits that are held because they change CI definitions. */
export async function releasePolecat(client: Client, name: string, where: Where): Promise<Polecat> {
  const { metadata, spec, status } = await findPolecat(client, name, where)
  if (!isHeld({ status }))
    throw new GastownError('conflict', `${name} holds nothing back`, {
      hints: [`See how it stands with: gastown describe ${name}`],
    })
  const patch = {
    metadata: { resourceVersion: metadata.resourceVersion },
    spec: { ciChanges: 'allow', ...(spec.desiredState === 'Terminated' ? { desiredState: 'Working' } : {}) },
  }
  return client.mergePatch(polecats, name, where.namespace, patch, { signal: where.signal })
}
