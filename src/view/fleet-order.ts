/** Which polecats are shown, and in which order. */
import type { Polecat } from '../polecat/schema.ts'
import { branchOf, phaseOf } from '../output/polecat/polecat-table.ts'
import { elapsedSeconds, lastSign, urgency, type FleetState } from './fleet-state.ts'

export interface ListOrder {
  readonly sort: SortName
  /** Words that are all somewhere in name, phase, reason, rig, bead or branch. */
  readonly filter: string
}

/** For so long a failure is news; after that those at work come first. */
const newsMs = 600_000

/** What comes first has the smallest number; equal ones keep the order of their names. */
type Rank = (polecat: Polecat, state: FleetState, now: number) => number

const sorts = {
  attention: ({ status }, _, now) => {
    const phase = status?.phase ?? 'Pending'
    const isOldFailure = phase === 'Failed' && now - Date.parse(status?.finishedAt ?? '') > newsMs
    return isOldFailure ? urgency.indexOf('Idle') + 0.5 : urgency.indexOf(phase)
  },
  name: () => 0,
  time: (polecat, _, now) => -(elapsedSeconds(polecat, now) ?? -1),
  activity: (polecat, { newest }) => -(lastSign({ polecat, newest: newest.get(polecat.metadata.name ?? '') }) ?? 0),
  cost: ({ status }) => -(status?.usage?.costUSD ?? -1),
} as const satisfies Record<string, Rank>

export type SortName = keyof typeof sorts
export const sortNames = Object.keys(sorts) as readonly SortName[]

/** In words, what comes first. */
export const sortWords: Readonly<Record<SortName, string>> = {
  attention: 'attention first',
  name: 'by name',
  time: 'longest first',
  activity: 'latest activity first',
  cost: 'highest cost first',
}

/** The names of those that are shown. */
export function ordered(state: FleetState, { sort, filter }: ListOrder, now: number): readonly string[] {
  const names = filtered(state, filter)
  if (sort === 'name') return names
  const ranks = new Map<string, number>()
  for (const name of names) {
    const polecat = state.polecats.get(name)
    if (polecat !== undefined) ranks.set(name, sorts[sort](polecat, state, now))
  }
  return names.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
}

function filtered({ polecats, names }: FleetState, filter: string): readonly string[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return names
  return names.filter((name) => {
    const polecat = polecats.get(name)
    if (polecat === undefined) return false
    const { spec, status } = polecat
    const parts = [name, phaseOf(polecat), status?.reason, spec.rig, spec.beadID, branchOf(polecat)]
    const text = parts.filter(Boolean).join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
