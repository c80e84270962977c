/** What a live view knows, and how that changes; no clock, no terminal, no client. */
import { isFinished } from '../outcome/reasons.ts'
import type { Polecat } from '../polecat/schema.ts'

export interface FleetState {
  readonly polecats: ReadonlyMap<string, Polecat>
  /** The newest line of each one's agent. */
  readonly newest: ReadonlyMap<string, NewestLine>
  /** What its git-clone said last. */
  readonly cloning: ReadonlyMap<string, string>
}

interface NewestLine {
  readonly text: string
  /** When it was written, where its log says so. */
  readonly time?: string
}

export type FleetEvent =
  | { readonly type: 'state'; readonly polecat: Polecat }
  | { readonly type: 'gone'; readonly name: string }
  | ({ readonly type: 'line'; readonly name: string } & NewestLine)
  | { readonly type: 'cloning'; readonly name: string; readonly text: string }

export const noFleet: FleetState = { polecats: new Map(), newest: new Map(), cloning: new Map() }

export function reduceFleet(state: FleetState, event: FleetEvent): FleetState {
  switch (event.type) {
    case 'state':
      return { ...state, polecats: new Map(state.polecats).set(event.polecat.metadata.name ?? '', event.polecat) }
    case 'line':
      if (event.text.trim() === '') return state
      return { ...state, newest: new Map(state.newest).set(event.name, { text: event.text, time: event.time }) }
    case 'cloning':
      return { ...state, cloning: new Map(state.cloning).set(event.name, event.text) }
    case 'gone': {
      const { polecats, newest, cloning } = state
      return {
        polecats: without(polecats, event.name),
        newest: without(newest, event.name),
        cloning: without(cloning, event.name),
      }
    }
  }
}

function without<T>(map: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> {
  const rest = new Map(map)
  rest.delete(name)
  return rest
}

export interface FleetRow {
  readonly polecat: Polecat
  readonly newest: NewestLine | undefined
  readonly cloning: string | undefined
}

const urgency = ['Stuck', 'Failed', 'Working', 'Pending', 'Idle', 'Terminated', 'Done']

/** For so long a failure is news; after that those at work come first. */
const newsMilliseconds = 600_000

// p9 before p10.
const byNumber = new Intl.Collator('en', { numeric: true })

export interface FleetWindow {
  readonly now: number
  /** How many lines there are. */
  readonly room: number
  /** How many rows the user has gone down. */
  readonly top?: number
}

/** Those that need attention first, then by name; as many as there is room for. */
export function fleetRows(state: FleetState, { now, room, top = 0 }: FleetWindow) {
  const sorted = [...state.polecats.values()].toSorted(
    (a, b) => rank(a, now) - rank(b, now) || byNumber.compare(a.metadata.name ?? '', b.metadata.name ?? ''),
  )
  const first = Math.min(top, lastTop(state, room))
  const shown = sorted.slice(first, first + rowsShown(state, room))
  const rows = shown.map((polecat): FleetRow => {
    const name = polecat.metadata.name ?? ''
    return { polecat, newest: state.newest.get(name), cloning: state.cloning.get(name) }
  })
  return { rows, above: first, below: sorted.length - first - shown.length }
}

/** Where the user is after going so many rows down, or up; the last page is a full one. */
export function scrolled(state: FleetState, { top, by, room }: { top: number; by: number; room: number }): number {
  const last = lastTop(state, room)
  return Math.max(0, Math.min(last, Math.min(last, top) + by))
}

/** One line is for the rest. */
export function rowsShown({ polecats }: FleetState, room: number): number {
  return polecats.size > room ? Math.max(0, room - 1) : polecats.size
}

function lastTop(state: FleetState, room: number): number {
  return state.polecats.size - rowsShown(state, room)
}

function rank({ status }: Polecat, now: number): number {
  const phase = status?.phase ?? 'Pending'
  const isOldFailure = phase === 'Failed' && now - Date.parse(status?.finishedAt ?? '') > newsMilliseconds
  return isOldFailure ? urgency.indexOf('Idle') + 0.5 : urgency.indexOf(phase)
}

/** How many stand in each phase, in the order of urgency. */
export function phaseCounts(state: FleetState): { phase: string; count: number }[] {
  const phases = [...state.polecats.values()].map(({ status }) => status?.phase ?? 'Pending')
  return urgency
    .map((phase) => ({ phase, count: phases.filter((other) => other === phase).length }))
    .filter(({ count }) => count > 0)
}

/** Of those that have not finished, how many may act as the user. */
export function unsandboxed(state: FleetState): number {
  return [...state.polecats.values()].filter(({ status }) => status?.sandboxed === false && !isFinished(status.phase))
    .length
}

export function allFinished(state: FleetState): boolean {
  return [...state.polecats.values()].every(({ status }) => isFinished(status?.phase) && status?.podActive !== true)
}

/** When it last gave a sign: its newest line is newer than what the operator has noted of it, or not. */
export function lastSign({ polecat: { status }, newest }: FleetRow): string | undefined {
  const signs = [status?.lastActivity, newest?.time].filter((time) => time !== undefined)
  return signs.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1)
}

/** Seconds that the attempt has run, or did run. */
export function elapsedSeconds({ metadata, status }: Polecat, now: number): number {
  const from = Date.parse(status?.startedAt ?? metadata.creationTimestamp ?? '')
  const to = isFinished(status?.phase) ? Date.parse(status?.finishedAt ?? '') : now
  const seconds = (to - from) / 1000
  return Number.isNaN(seconds) ? 0 : Math.max(0, seconds)
}

/** The step that it is at, in words. */
export function stepOf({ polecat: { status }, cloning }: Pick<FleetRow, 'polecat' | 'cloning'>): string {
  if (status?.phase === undefined || status.phase === 'Pending') {
    const words = status?.message ?? 'waits for the operator'
    return cloning === undefined || status?.reason !== undefined ? words : `clones: ${cloning}`
  }
  if (status.phase !== 'Working') return status.message ?? ''
  const last = status.phases?.at(-1)?.name
  const next: Readonly<Record<string, string>> = {
    scheduled: 'pulls the image',
    pulled: 'clones',
    cloned: 'starts the agent',
    'agent started': 'agent works',
    'first output': 'agent works',
    saved: 'saved',
  }
  return (last === undefined ? undefined : next[last]) ?? 'starts'
}
