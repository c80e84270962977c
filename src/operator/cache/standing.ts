/** Where a polecat stands beside the others: at work, waiting for capacity or for a branch. Pure. */
import { isUnderWay, nextAttempt } from '../../attempt/next-attempt.ts'
import type { Polecat } from '../../polecat/schema.ts'
import { workBranchOf } from '../../polecat/work-branch.ts'
import type { Rig } from '../../rig/schema.ts'

export interface Standing {
  readonly turn: Turn
  readonly name: string
  readonly rig: string
  /** Whether it is not final: something may happen without a change of its own. */
  readonly isOpen: boolean
  /** Whether an attempt is claimed, or assumed to be, and has not ended. */
  readonly isWorking: boolean
  /** Whether the status says that another polecat holds its branch. */
  readonly isBlocked: boolean
  /** Time in milliseconds from which it waits for capacity in its rig; undefined: it does not wait. */
  readonly waitsFrom: number | undefined
  /** Repository and work branch. */
  readonly place: string
}

/** What decides who starts first. */
export interface Turn {
  readonly key: string
  readonly priority: number
  readonly created: number
}

/** A claim that is decided, and whose write is not answered. */
export interface Assumed {
  readonly branch: string | undefined
}

export function keyOf({ metadata }: Polecat): string {
  return `${metadata.namespace}/${metadata.name}`
}

export function turnOf(polecat: Polecat): Turn {
  const created = Date.parse(polecat.metadata.creationTimestamp ?? '')
  return { key: keyOf(polecat), priority: polecat.spec.priority, created: Number.isNaN(created) ? 0 : created }
}

/** Start order: higher priority first, then the older, then by key. */
export function compareTurns(a: Turn, b: Turn): number {
  return b.priority - a.priority || a.created - b.created || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}

export function standingOf(polecat: Polecat, rig: Rig | undefined, assumed?: Assumed): Standing {
  const { metadata, spec, status } = polecat
  const isWorking = assumed !== undefined || isUnderWay(status)
  return {
    turn: turnOf(polecat),
    name: metadata.name ?? '',
    rig: spec.rig,
    isOpen: !isAtRest(polecat),
    isWorking,
    isBlocked: status?.reason === 'BranchInUse',
    waitsFrom: isWorking ? undefined : waitsFrom(polecat),
    place: placeOf(polecat, rig, assumed),
  }
}

export function placeOf({ spec, status, metadata }: Polecat, rig: Rig | undefined, assumed?: Assumed): string {
  const repository = spec.kubernetes.gitRepository ?? rig?.spec.gitURL
  const running = isUnderWay(status) ? status?.branch : undefined
  return `${repository} ${assumed?.branch ?? running ?? workBranchOf(spec.kubernetes, metadata.name)}`
}

/** Whether the polecat is final: nothing more happens without a change of its own. */
function isAtRest(polecat: Polecat): boolean {
  const { phase } = polecat.status ?? {}
  return (phase === 'Done' || phase === 'Failed' || phase === 'Terminated') && nextAttempt(polecat) === undefined
}

function waitsFrom(polecat: Polecat): number | undefined {
  const { phase, reason } = polecat.status ?? {}
  const waits = phase === undefined || phase === 'Idle' || reason === 'RigFull' || reason === 'Paused'
  const next = waits ? nextAttempt(polecat) : undefined
  return next && (next.at?.getTime() ?? 0)
}
