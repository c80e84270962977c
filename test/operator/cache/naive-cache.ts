/** What the cache keeps as changes come, computed anew from all polecats each time. */
import { isUnderWay, nextAttempt } from '../../../src/attempt/next-attempt.ts'
import type { Others } from '../../../src/operator/plan/observed.ts'
import type { Polecat } from '../../../src/polecat/schema.ts'
import { workBranchOf } from '../../../src/polecat/work-branch.ts'
import type { Rig } from '../../../src/rig/schema.ts'

export interface Known {
  readonly polecats: ReadonlyMap<string, Polecat>
  readonly rigs: ReadonlyMap<string, Rig>
  readonly assumed: ReadonlyMap<string, string | undefined>
}

export const nameOf = ({ metadata }: Polecat): string => metadata.name ?? ''

export function naiveWorking({ polecats, assumed }: Known): Polecat[] {
  return [...polecats.values()].filter((one) => assumed.has(nameOf(one)) || isUnderWay(one.status))
}

/** Polecats that wait for room in the rig, best first. */
function naiveWaiting(known: Known, rig: string, now: number): Polecat[] {
  const working = naiveWorking(known)
  return [...known.polecats.values()]
    .filter((one) => one.spec.rig === rig && !working.includes(one) && waitsForRoom(one, now))
    .toSorted(compare)
}

/** Polecats of these that have room. */
export function naiveAdmitted(known: Known, rig: string, now: number): string[] {
  const working = naiveWorking(known).filter((one) => one.spec.rig === rig).length
  const room = (known.rigs.get(rig)?.spec.settings.maxPolecats ?? 0) - working
  return naiveWaiting(known, rig, now).slice(0, Math.max(0, room)).map(nameOf)
}

export function naiveOthers(known: Known, polecat: Polecat, now: number): Omit<Others, 'branchHolder'> {
  const { rig } = polecat.spec
  const besides = (one: Polecat) => nameOf(one) !== nameOf(polecat)
  return {
    working: naiveWorking(known).filter((one) => one.spec.rig === rig && besides(one)).length,
    ahead: naiveWaiting(known, rig, now).filter((one) => besides(one) && compare(one, polecat) < 0).length,
  }
}

/** Names of all that hold the branch that this one wants. */
export function naiveHolders(known: Known, polecat: Polecat): string[] {
  const place = placeOf(polecat, known)
  const others = naiveWorking(known).filter((one) => nameOf(one) !== nameOf(polecat))
  return others.filter((one) => placeOf(one, known, known.assumed.get(nameOf(one))) === place).map(nameOf)
}

/** Polecats that wait for a branch, and are not being claimed. */
export function naiveBlocked(known: Known): Polecat[] {
  const working = naiveWorking(known)
  return [...known.polecats.values()].filter((one) => one.status?.reason === 'BranchInUse' && !working.includes(one))
}

function waitsForRoom(polecat: Polecat, now: number): boolean {
  const { phase, reason } = polecat.status ?? {}
  const next = nextAttempt(polecat)
  if (!next || (next.at && next.at.getTime() > now)) return false
  return phase === undefined || phase === 'Idle' || reason === 'RigFull' || reason === 'Paused'
}

function compare(a: Polecat, b: Polecat): number {
  const byTime = Date.parse(a.metadata.creationTimestamp ?? '') - Date.parse(b.metadata.creationTimestamp ?? '')
  return b.spec.priority - a.spec.priority || byTime || (nameOf(a) < nameOf(b) ? -1 : 1)
}

function placeOf({ spec, status, metadata }: Polecat, { rigs }: Known, assumed?: string): string {
  const repository = spec.kubernetes.gitRepository ?? rigs.get(spec.rig)?.spec.gitURL
  const running = isUnderWay(status) ? status?.branch : undefined
  return `${repository} ${assumed ?? running ?? workBranchOf(spec.kubernetes, metadata.name)}`
}
