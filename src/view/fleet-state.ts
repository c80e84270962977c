/** What a live view knows, and how that changes; no clock, no terminal, no client. */
import { workingMessage } from '../attempt/working-message.ts'
import { isFinished } from '../outcome/reasons.ts'
import { agentEnded, isOver, lastActivity } from '../polecat/progress.ts'
import { isQueuedAgain, queuedWords } from '../output/polecat/verb-words.ts'
import type { OperatorTrouble } from '../output/operator-words.ts'
import type { Polecat } from '../polecat/schema.ts'

export interface FleetState {
  readonly polecats: ReadonlyMap<string, Polecat>
  /** Names of all polecats, `p9` before `p10`. */
  readonly names: readonly string[]
  /** The newest line of each one's agent. */
  readonly newest: ReadonlyMap<string, NewestLine>
  /** What its git-clone said last. */
  readonly cloning: ReadonlyMap<string, string>
  /** Since when, in milliseconds, there is no connection; what is shown may be old. */
  readonly lostAt?: number
  /** Why statuses may be old: no operator works. */
  readonly operator?: OperatorTrouble
  /** How many polecats are in rigs that are not shown. */
  readonly elsewhere?: number
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
  | { readonly type: 'lost'; readonly at: number; readonly error?: Error }
  | { readonly type: 'back' }
  /** What is wrong with the operator; undefined once one works. */
  | { readonly type: 'operator'; readonly trouble: OperatorTrouble | undefined }
  | { readonly type: 'elsewhere'; readonly count: number }

export const noFleet: FleetState = { polecats: new Map(), names: [], newest: new Map(), cloning: new Map() }

const byNumber = new Intl.Collator('en', { numeric: true })

/** The state after these events. Taken together they cost one copy, however many they are. */
export function reduceFleet(state: FleetState, events: readonly FleetEvent[]): FleetState {
  const polecats = new Map(state.polecats)
  const newest = new Map(state.newest)
  const cloning = new Map(state.cloning)
  let { lostAt, names, elsewhere, operator } = state
  let isSameSet = true
  for (const event of events)
    switch (event.type) {
      case 'state': {
        const name = event.polecat.metadata.name ?? ''
        isSameSet &&= polecats.has(name)
        polecats.set(name, event.polecat)
        break
      }
      case 'gone':
        isSameSet = false
        for (const known of [polecats, newest, cloning]) known.delete(event.name)
        break
      case 'line':
        if (event.text.trim() !== '') newest.set(event.name, { text: event.text, time: event.time })
        break
      case 'cloning':
        cloning.set(event.name, event.text)
        break
      case 'lost':
        lostAt ??= event.at
        break
      case 'back':
        lostAt = undefined
        break
      case 'operator':
        operator = event.trouble
        break
      case 'elsewhere':
        elsewhere = event.count
    }
  if (!isSameSet) names = [...polecats.keys()].toSorted(byNumber.compare)
  return {
    polecats,
    names,
    newest,
    cloning,
    ...(lostAt !== undefined && { lostAt }),
    ...(operator !== undefined && { operator }),
    ...(elsewhere !== undefined && { elsewhere }),
  }
}

export interface FleetRow {
  readonly polecat: Polecat
  readonly newest: NewestLine | undefined
  readonly cloning: string | undefined
}

/** What is known of these polecats. */
export function rowsOf(state: FleetState, names: readonly string[]): FleetRow[] {
  return names.flatMap((name) => {
    const polecat = state.polecats.get(name)
    if (polecat === undefined) return []
    return { polecat, newest: state.newest.get(name), cloning: state.cloning.get(name) }
  })
}

/** Phases, those that need attention first. */
export const urgency = ['Stuck', 'Failed', 'Working', 'Pending', 'Idle', 'Terminated', 'Done'] as const

/** How many stand in each phase, in the order of urgency. */
export function phaseCounts(state: FleetState): { phase: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { status } of state.polecats.values()) {
    const phase = status?.phase ?? 'Pending'
    counts.set(phase, (counts.get(phase) ?? 0) + 1)
  }
  return urgency.flatMap((phase) => {
    const count = counts.get(phase)
    return count === undefined ? [] : { phase, count }
  })
}

/** Number of unfinished polecats that may act as the user. */
export function unsandboxed(state: FleetState): number {
  let count = 0
  for (const { status } of state.polecats.values())
    if (status?.sandboxed === false && !isFinished(status.phase)) count++
  return count
}

export function allFinished(polecats: Iterable<Polecat>): boolean {
  for (const { status } of polecats) if (!isFinished(status?.phase) || status?.podActive === true) return false
  return true
}

/** When it last gave a sign, in milliseconds: its newest line may be newer than what the operator has noted of it. */
export function lastSign({ polecat: { status }, newest }: Pick<FleetRow, 'polecat' | 'newest'>): number | undefined {
  const signs = [lastActivity(status), newest?.time].flatMap((time) => (time === undefined ? [] : Date.parse(time)))
  return signs.length === 0 ? undefined : Math.max(...signs)
}

/** Seconds that the attempt has run, or did run. Undefined where the next one is queued: nobody noted since when. */
export function elapsedSeconds(polecat: Polecat, now: number): number | undefined {
  if (isQueuedAgain(polecat)) return undefined
  const { metadata, status } = polecat
  const from = Date.parse(status?.startedAt ?? metadata.creationTimestamp ?? '')
  const to = isOver(status) || isFinished(status?.phase) ? Date.parse(status?.finishedAt ?? '') : now
  const seconds = (to - from) / 1000
  return Number.isNaN(seconds) ? 0 : Math.max(0, seconds)
}

/** The step that it is at, in words. */
export function stepOf({ polecat, cloning }: Pick<FleetRow, 'polecat' | 'cloning'>): string {
  const { metadata, status } = polecat
  if (metadata.deletionTimestamp !== undefined)
    return status?.podActive === true ? 'its pod is stopped first' : 'is being removed'
  const queued = queuedWords(polecat)
  if (queued !== undefined) return queued
  if (status?.phase === undefined || status.phase === 'Pending') {
    const words = status?.message ?? 'waits for the operator'
    return cloning === undefined || status?.reason !== undefined ? words : `clones: ${cloning}`
  }
  // What is not simply at work has more to say than its step.
  if (status.phase !== 'Working' || (status.message ?? workingMessage) !== workingMessage) return status.message ?? ''
  if (agentEnded(status)) return 'its work is being saved'
  const last = status.phases?.at(-1)?.name
  const next: Readonly<Record<string, string>> = {
    scheduled: 'pulling the image',
    pulled: 'clones',
    cloned: 'starting the agent',
    'agent started': 'agent working',
    'first output': 'agent working',
    saved: 'saved',
  }
  return (last === undefined ? undefined : next[last]) ?? 'starts'
}
