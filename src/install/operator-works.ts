import type { Client } from '../kube/client.ts'
import { leases } from '../kube/resources.ts'
import { ifThere } from './apply.ts'

const usualSeconds = 15

/** Whether an operator has the Lease of this namespace and renewed it lately, by this machine's clock and twice its time. */
export async function operatorWorks(
  client: Client,
  namespace: string,
  { now, signal }: { now(): number; readonly signal: AbortSignal },
): Promise<boolean> {
  const lease = await ifThere(client.get(leases, 'gastown-operator', namespace, { signal }))
  const { holderIdentity, renewTime, leaseDurationSeconds = usualSeconds } = lease?.spec ?? {}
  return Boolean(holderIdentity) && now() - Date.parse(renewTime ?? '') < 2 * leaseDurationSeconds * 1000
}
