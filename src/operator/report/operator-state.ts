/** What the operator knows of itself, and what of that keeps it from working. Times are milliseconds that only rise. */

import { rightInWords, type MissingRights } from '../rights/missing-rights.ts'

export interface WatchState {
  /** Whether it has delivered everything that exists. */
  synced: boolean
  /** When the server last said something, be it that there is nothing new. */
  heardAt: number
  /** When it was last tried to reach the server. */
  triedAt: number
  /** When and why the connection was lost, until it is back. */
  lost?: { readonly at: number; readonly why: string }
}

export interface OperatorState {
  /** Undefined until the server has answered; `reason` where it refuses. */
  lease: 'leading' | 'waiting' | { readonly reason: string } | undefined
  /** By resource, while it leads. */
  readonly watches: Map<string, WatchState>
  missingRights: MissingRights
  /** Called when other rights are missing than before. */
  onRights?: () => void
  /** When the reconciliation of each polecat began that is under way. */
  readonly reconciling: Map<string, number>
}

/** A lost watch is tried again at once, and servers restart. */
const lostMs = 60_000
/**
 * A watch is heard every minute, or tried again after two and a half: one that has done neither for this long is stuck,
 * whatever the server does.
 */
const silentMs = 600_000
/** A reconciliation is a few dozen requests at most, each with a timeout of half a minute. */
const reconcileMs = 1_800_000

export function openOperatorState(leaderElection: boolean): OperatorState {
  return {
    lease: leaderElection ? undefined : 'leading',
    watches: new Map(),
    missingRights: [],
    reconciling: new Map(),
  }
}

/** What keeps it from working, each in words. One that waits for another leader is as ready as it can be. */
export function unready({ lease, watches, missingRights }: OperatorState, now: number): string[] {
  const rights = missingRights.map((right) => `the operator may not ${rightInWords(right)}`)
  if (lease === undefined) return ['waiting for the first response about the lease', ...rights]
  if (lease === 'waiting') return rights
  if (lease !== 'leading') return [lease.reason, ...rights]
  if (watches.size === 0) return ['waiting for the first lists', ...rights]
  return [...watches].flatMap(([resource, watch]) => watchTrouble(resource, watch, now)).concat(rights)
}

/** What only a restart mends, each in words. A server that is away is no such thing. */
export function stuck({ watches, reconciling }: OperatorState, now: number): string[] {
  const silent = [...watches].flatMap(([resource, { heardAt, triedAt }]) => {
    const ms = now - Math.max(heardAt, triedAt)
    return ms > silentMs ? [`the watch of ${resource} has done nothing for ${secondsOf(ms)} s`] : []
  })
  const hanging = [...reconciling].flatMap(([key, since]) =>
    now - since > reconcileMs ? [`the reconciliation of ${key} has been running for ${secondsOf(now - since)} s`] : [],
  )
  return [...silent, ...hanging]
}

function watchTrouble(resource: string, { synced, lost }: WatchState, now: number): string[] {
  if (!synced) return [`waiting for the first list of ${resource}`]
  if (lost === undefined || now - lost.at < lostMs) return []
  return [`the watch of ${resource} has been lost for ${secondsOf(now - lost.at)} s: ${lost.why}`]
}

function secondsOf(ms: number): number {
  return Math.round(ms / 1000)
}
