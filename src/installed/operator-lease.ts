import type { Client } from '../kube/client.ts'
import { ifFound } from '../kube/if-found.ts'
import { leases } from '../kube/resources.ts'
import type { CoordinationV1Lease } from '../kube/wire.ts'
import { operatorName } from '../polecat/names.ts'

/** Whether an operator works, as its Lease tells. */
export type Operator =
  | { readonly state: 'works' }
  /** Nobody has renewed the Lease since. */
  | { readonly state: 'away'; readonly since: string }
  /** There is no Lease. */
  | { readonly state: 'none' }

/** When the newest renewal was first seen here: clocks of machines differ, and a change of the Lease does not lie. */
export interface ObservedLease {
  readonly version: string
  readonly at: number
  readonly operator: Operator
}

/** Clocks of two machines may differ by so much. */
const skewMs = 30_000
const usualSeconds = 15

export async function findOperatorLease(
  client: Client,
  namespace: string,
  signal: AbortSignal,
): Promise<CoordinationV1Lease | undefined> {
  return ifFound(client.get(leases, operatorName, namespace, { signal }))
}

/** What the Lease tells now; `before`: what it told the last time, where somebody has looked before. */
export function readOperatorLease(
  lease: CoordinationV1Lease | undefined,
  now: number,
  before?: ObservedLease,
): ObservedLease {
  const { holderIdentity, renewTime, leaseDurationSeconds = usualSeconds } = lease?.spec ?? {}
  if (lease === undefined || renewTime === undefined) return { version: '', at: now, operator: { state: 'none' } }
  const version = lease.metadata?.resourceVersion ?? ''
  const [works, away] = [{ state: 'works' }, { state: 'away', since: renewTime }] as const
  // An operator that ends gives it up, and leaves the time.
  if (holderIdentity === '') return { version, at: now, operator: away }
  const durationMs = leaseDurationSeconds * 1000
  if (before === undefined || before.version === '') {
    const isOld = now - Date.parse(renewTime) > durationMs + skewMs
    return { version, at: now, operator: isOld ? away : works }
  }
  if (before.version !== version) return { version, at: now, operator: works }
  return now - before.at > durationMs ? { ...before, operator: away } : before
}
