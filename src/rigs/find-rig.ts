import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { rigs } from '../kube/resources.ts'
import type { Rig } from '../rig/schema.ts'
import { rigsMissing } from './count-rigs.ts'

export async function findRig(client: Client, name: string, signal: AbortSignal): Promise<Rig> {
  try {
    return await client.get(rigs, name, undefined, { signal })
  } catch (error) {
    throw error instanceof GastownError && error.kind === 'not-found' ? rigsMissing([name], error) : error
  }
}
