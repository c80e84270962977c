/** Leader election: only the operator that holds the Lease works. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { isKind, messageOf } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { leases } from '../kube/resources.ts'
import { operatorName } from '../polecat/names.ts'
import { isNamespaceTerminating, statusCodeOf } from '../kube/transport/status-error.ts'
import type { CoordinationV1Lease } from '../kube/wire.ts'
import type { OperatorLog } from './report/operator-log.ts'
import type { OperatorState } from './report/operator-state.ts'

export interface LeaseOptions {
  readonly client: Client
  readonly namespace: string
  readonly signal: AbortSignal
  readonly log: OperatorLog
  /** Called with what is known of the Lease, as it changes. */
  onLease?(lease: OperatorState['lease']): void
  /** Default: as Kubernetes' own controllers; tests take less. */
  readonly seconds?: { readonly duration: number; readonly renew: number }
}

const waiting = 'another operator is the leader; waiting for the lease'
const usual = { duration: 15, renew: 5 }

/**
 * Runs `lead` whenever the Lease is ours, with a signal that ends it when the Lease is lost or everything is to end.
 * Ends with the outer signal; the Lease is given back then, so that a successor need not wait.
 */
export async function whileLeading(options: LeaseOptions, lead: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const { signal, seconds = usual } = options
  const identity = `${hostname()}_${randomUUID()}`
  const observed: ObservedRenewal = { version: '', at: 0 }
  let told = ''
  for (let first = true; !signal.aborted; first = false) {
    const hindrance = await hindranceOf(options, identity, observed, first)
    options.onLease?.(hindrance === undefined ? 'leading' : hindrance === waiting ? 'waiting' : { reason: hindrance })
    if (hindrance === undefined) await leadUntilLost(options, identity, lead)
    else {
      if (hindrance !== told) options.log[hindrance === waiting ? 'info' : 'error'](hindrance)
      await pause(seconds.renew * 1000, undefined, { signal }).catch(() => undefined)
    }
    told = hindrance ?? ''
  }
}

/** Why the Lease is not ours. A server that cannot be reached at the very first is somebody's mistake, later it passes. */
async function hindranceOf(
  options: LeaseOptions,
  identity: string,
  observed: ObservedRenewal,
  first: boolean,
): Promise<string | undefined> {
  try {
    return (await take(options, identity, observed)) ? undefined : waiting
  } catch (error) {
    // Rights may be given while it waits.
    const mayPass = statusCodeOf(error) === 403 || (!first && isKind(error, 'unreachable'))
    if (!mayPass) throw error
    return `cannot use the lease: ${messageOf(error)}`
  }
}

/** The holder's last renewal and when it was seen here: clocks of machines differ, so the holder's own time says nothing. */
interface ObservedRenewal {
  version: string
  at: number
}

async function leadUntilLost(
  options: LeaseOptions,
  identity: string,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController()
  const both = AbortSignal.any([options.signal, lost.signal])
  const { log } = options
  log.info('leading', { lease: `${options.namespace}/${operatorName}`, identity })
  const work = lead(both).finally(() => lost.abort())
  // An error of the work is handled where it is awaited.
  work.catch(() => undefined)
  try {
    await renewUntilLost(options, identity, both)
    lost.abort()
    await work
    log.info('no longer leading', { identity })
  } catch (error) {
    log.error(`no longer leading: ${messageOf(error)}`, { identity })
    throw error
  } finally {
    await giveBack(options, identity)
  }
}

async function renewUntilLost(options: LeaseOptions, identity: string, signal: AbortSignal): Promise<void> {
  const { seconds = usual, log } = options
  let renewed = Date.now()
  while (!signal.aborted) {
    await pause(seconds.renew * 1000, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      if (!(await take(options, identity, { version: '', at: Date.now() }))) {
        log.warn('lost the lease to another operator')
        return
      }
      renewed = Date.now()
    } catch (error) {
      const isLate = Date.now() - renewed >= (seconds.duration * 1000 * 2) / 3
      log[isLate ? 'warn' : 'debug'](`cannot renew the lease: ${messageOf(error)}`)
      if (!isLate) continue
      return
    }
  }
}

/** Whether the Lease is ours now. */
async function take(options: LeaseOptions, identity: string, observed: ObservedRenewal): Promise<boolean> {
  const { client, namespace, seconds = usual } = options
  const now = new Date()
  try {
    const lease = await client.get(leases, operatorName, namespace)
    const { holderIdentity, leaseTransitions = 0, acquireTime } = lease.spec ?? {}
    const { resourceVersion = '' } = lease.metadata ?? {}
    if (resourceVersion !== observed.version) Object.assign(observed, { version: resourceVersion, at: now.getTime() })
    const ours = holderIdentity === identity
    const expired = now.getTime() - observed.at > (lease.spec?.leaseDurationSeconds ?? seconds.duration) * 1000
    if (holderIdentity && !ours && !expired) return false
    const spec = specOf(identity, now, seconds.duration, {
      acquireTime: ours ? acquireTime : microTime(now),
      leaseTransitions: ours ? leaseTransitions : leaseTransitions + 1,
    })
    await client.mergePatch(leases, operatorName, namespace, { metadata: { resourceVersion }, spec })
    return true
  } catch (error) {
    if (isKind(error, 'conflict')) return false
    if (!isKind(error, 'not-found')) throw error
  }
  const spec = specOf(identity, now, seconds.duration, { acquireTime: microTime(now), leaseTransitions: 0 })
  try {
    await client.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: operatorName, namespace },
      spec,
    } as CoordinationV1Lease)
    return true
  } catch (error) {
    if (isKind(error, 'conflict')) return false
    // Nobody can hold it any more, and what is left there waits for its finalizers.
    if (isNamespaceTerminating(error)) return true
    throw error
  }
}

async function giveBack({ client, namespace, log }: LeaseOptions, identity: string): Promise<void> {
  try {
    const lease = await client.get(leases, operatorName, namespace)
    if (lease.spec?.holderIdentity !== identity) return
    const { resourceVersion } = lease.metadata ?? {}
    await client.mergePatch(leases, operatorName, namespace, {
      metadata: { resourceVersion },
      spec: { holderIdentity: '' },
    })
  } catch (error) {
    if (isKind(error, 'not-found')) return
    log.warn(`cannot give up the lease: ${messageOf(error)}`)
  }
}

function specOf(holderIdentity: string, now: Date, leaseDurationSeconds: number, rest: object): object {
  return { holderIdentity, leaseDurationSeconds, renewTime: microTime(now), ...rest }
}

function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z')
}
