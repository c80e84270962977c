import type { Standing } from './standing.ts'

/** Who works on a branch of a repository, and who waits for that one to end. */
export interface BranchHolders {
  add(standing: Standing): void
  remove(standing: Standing): void
  /** Name of a polecat that works on this place, but for the one of this key. */
  holderOf(place: string, besides: string): string | undefined
  /** Keys of polecats that wait for this place, if nobody works on it. */
  blockedAt(place: string): string[]
}

interface Place {
  /** Names by key. */
  readonly holders: Map<string, string>
  readonly blocked: Set<string>
}

export function openBranchHolders(): BranchHolders {
  const places = new Map<string, Place>()

  return {
    add({ turn: { key }, name, place, isWorking, isBlocked }) {
      if (!isWorking && !isBlocked) return
      const there = places.get(place) ?? { holders: new Map(), blocked: new Set() }
      places.set(place, there)
      if (isWorking) there.holders.set(key, name)
      else there.blocked.add(key)
    },
    remove({ turn: { key }, place }) {
      const there = places.get(place)
      there?.holders.delete(key)
      there?.blocked.delete(key)
      if (there?.holders.size === 0 && there.blocked.size === 0) places.delete(place)
    },
    holderOf(place, besides) {
      for (const [key, name] of places.get(place)?.holders ?? []) if (key !== besides) return name
      return undefined
    },
    blockedAt(place) {
      const { holders, blocked } = places.get(place) ?? {}
      return holders?.size === 0 ? [...(blocked ?? [])] : []
    },
  }
}
