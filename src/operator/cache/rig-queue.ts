import { openSortedList } from './sorted-list.ts'
import { compareTurns, type Standing, type Turn } from './standing.ts'

/** A rig's polecats: those at work, and those that wait for capacity in the order in which they start. */
export interface RigQueue {
  add(standing: Standing): void
  remove(standing: Standing): void
  /** Keys of polecats that are at work or not final. */
  open(): Iterable<string>
  /** Polecats at work, but for the one of this key. */
  workingBesides(key: string): number
  /** Polecats that wait for capacity and go before this one. */
  ahead(turn: Turn, now: number): number
  /** Keys of those that may start since the last call and could not before, with so many at work at most. */
  admit(maxPolecats: number, now: number): string[]
}

interface Later {
  readonly from: number
  readonly turn: Turn
}

export function openRigQueue(): RigQueue {
  const open = new Set<string>()
  const working = new Set<string>()
  const waiting = openSortedList(compareTurns)
  /** Polecats whose next attempt has a time that has not come. */
  const later = openSortedList<Later>((a, b) => a.from - b.from || compareTurns(a.turn, b.turn))
  /** The last one that may start: it and all before it have been told, and none behind it may. */
  let last: Turn | undefined

  function bringUpTo(now: number): void {
    for (let next = later.at(0); next !== undefined && next.from <= now; next = later.at(0)) {
      later.remove(next)
      waiting.add(next.turn)
      // The last one may lose its place to this, and is told again then.
      if (last && compareTurns(next.turn, last) < 0) last = waiting.at(waiting.countBefore(last) - 1)
    }
  }

  return {
    add({ turn, isOpen, isWorking, waitsFrom }) {
      if (isOpen || isWorking) open.add(turn.key)
      if (isWorking) working.add(turn.key)
      if (waitsFrom !== undefined) later.add({ from: waitsFrom, turn })
    },
    remove({ turn, waitsFrom }) {
      open.delete(turn.key)
      working.delete(turn.key)
      if (waitsFrom === undefined) return
      later.remove({ from: waitsFrom, turn })
      waiting.remove(turn)
    },
    open: () => open,
    workingBesides: (key) => working.size - (working.has(key) ? 1 : 0),
    ahead(turn, now) {
      bringUpTo(now)
      return waiting.countBefore(turn)
    },
    admit(maxPolecats, now) {
      bringUpTo(now)
      const told = last === undefined ? 0 : waiting.countBefore(last) + (waiting.has(last) ? 1 : 0)
      const capacity = Math.min(waiting.length, Math.max(0, maxPolecats - working.size))
      last = capacity > 0 ? waiting.at(capacity - 1) : undefined
      return waiting.slice(told, Math.max(told, capacity)).map(({ key }) => key)
    },
  }
}
