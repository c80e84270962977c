/** Whose log is read when: decided on plain values, without a clock. All times are milliseconds since 1970. */

/** One pod whose log tells something. */
export interface LogTurn {
  /** When the pod, or which of its logs is read, was last seen to change. */
  readonly changedAt: number
  /** When the last read began. */
  readonly readAt?: number
  readonly isReading: boolean
  /** Reads in a row that failed. */
  readonly failures: number
}

/** At most so many requests a second, whatever the number of pods. */
const leastBetweenReads = 50
/** Nodes that do not answer must not take all places. */
const mostAtOnce = 32
/** Few pods are read more often; together they take ten requests a second until the longest pause is reached. */
const pause = { shortest: 10_000, longest: 20_000, perPod: 100, afterFailures: 60_000 }
/** What changed the pod may be told in its log a little later: one more look. */
const echo = 6000
/** A pod that changes all the time is not read more often. */
const leastOfOnePod = 1000

export type NextRead =
  | { readonly key: string }
  /** Nobody is due before. Undefined: nobody at all. */
  | { readonly at: number | undefined }

/** The one to read now: pods that changed come first, then those that have waited longest. */
export function nextRead(turns: ReadonlyMap<string, LogTurn>, lastStart: number, now: number): NextRead {
  const all = [...turns.values()]
  if (all.filter(({ isReading }) => isReading).length >= mostAtOnce) return { at: undefined }
  const free = lastStart + leastBetweenReads
  let best: { key: string; rank: number } | undefined
  let at: number | undefined
  for (const [key, turn] of turns) {
    if (turn.isReading) continue
    const { time, urgent } = dueAt(turn, turns.size)
    const ready = Math.max(time, free)
    if (ready > now) at = Math.min(at ?? Infinity, ready)
    else if (best === undefined || time - (urgent ? now : 0) < best.rank)
      best = { key, rank: time - (urgent ? now : 0) }
  }
  return best === undefined ? { at } : { key: best.key }
}

function dueAt({ changedAt, readAt, failures }: LogTurn, pods: number): { time: number; urgent: boolean } {
  if (readAt === undefined) return { time: changedAt, urgent: true }
  if (changedAt > readAt) return { time: Math.max(changedAt, readAt + leastOfOnePod), urgent: true }
  const usual =
    failures > 2 ? pause.afterFailures : Math.min(pause.longest, Math.max(pause.shortest, pods * pause.perPod))
  const time = readAt + usual
  return { time: readAt < changedAt + echo ? Math.min(time, changedAt + echo) : time, urgent: false }
}

/** The status of one polecat is written at most so often for the sake of its log. */
const leastBetweenTells = 10_000

/** When what was read may be told on. */
export function publishAt(toldAt: number | undefined): number {
  return toldAt === undefined ? 0 : toldAt + leastBetweenTells
}
