import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import type { Polecat } from '../polecat/schema.ts'
import { findPolecat, type Where } from './find-polecats.ts'

/** Asks for one attempt more than there was; refused while one runs. */
export async function retryPolecat(client: Client, name: string, where: Where): Promise<Polecat> {
  const { metadata, spec, status } = await findPolecat(client, name, where)
  const hasStarted = status?.attempt !== undefined
  if (hasStarted && !isFinished(status.phase) && status.podActive !== false)
    throw new GastownError('conflict', `${name} still runs attempt ${status.attempt}`, {
      hints: [`End it first with: gastown terminate ${name} --wait`],
    })
  const attempt = (status?.attempt ?? spec.attempt ?? 1) + (hasStarted ? 1 : 0)
  const patch = {
    metadata: { resourceVersion: metadata.resourceVersion },
    spec: { attempt, ...(spec.desiredState === 'Working' ? {} : { desiredState: 'Working' }) },
  }
  return client.mergePatch(polecats, name, where.namespace, patch, { signal: where.signal })
}
