import type { Others } from '../plan/observed.ts'
import { openBranchHolders } from './branch-holders.ts'
import { openRigQueue, type RigQueue } from './rig-queue.ts'
import type { Standing } from './standing.ts'

/** Where all polecats stand beside each other, kept as changes come: work for each is the same however many there are. */
export interface Standings {
  /** Takes over a change, and resolves whom it lets start: keys. */
  replace(key: string, next: Standing | undefined): string[]
  others(one: Pick<Standing, 'turn' | 'rig' | 'place'>): Others
  /** Keys of the rig's polecats that are at work or not final. */
  openOf(rig: string): string[]
  /** Keys of all polecats at work. */
  working(): Iterable<string>
}

export interface StandingsOptions {
  maxPolecats(rig: string): number
  now(): number
}

export function openStandings({ maxPolecats, now }: StandingsOptions): Standings {
  const standings = new Map<string, Standing>()
  const queues = new Map<string, RigQueue>()
  const holders = openBranchHolders()
  const working = new Set<string>()

  function queueOf(rig: string): RigQueue {
    const queue = queues.get(rig) ?? openRigQueue()
    queues.set(rig, queue)
    return queue
  }

  function takeOut(standing: Standing): void {
    queueOf(standing.rig).remove(standing)
    holders.remove(standing)
    working.delete(standing.turn.key)
  }

  function putIn(standing: Standing): void {
    queueOf(standing.rig).add(standing)
    holders.add(standing)
    if (standing.isWorking) working.add(standing.turn.key)
  }

  return {
    replace(key, next) {
      const before = standings.get(key)
      if (before) takeOut(before)
      if (next) putIn(next)
      if (next) standings.set(key, next)
      else standings.delete(key)
      const changed = new Set([before?.rig, next?.rig].filter((rig) => rig !== undefined))
      const admitted = [...changed].flatMap((rig) => queueOf(rig).admit(maxPolecats(rig), now()))
      return before?.isWorking ? [...admitted, ...holders.blockedAt(before.place)] : admitted
    },
    others: ({ turn, rig, place }) => ({
      working: queueOf(rig).workingBesides(turn.key),
      ahead: queueOf(rig).ahead(turn, now()),
      branchHolder: holders.holderOf(place, turn.key),
    }),
    openOf: (rig) => [...(queues.get(rig)?.open() ?? [])],
    working: () => working,
  }
}
