/** Schedule of log reads, decided on plain values, without a clock. All times are milliseconds since 1970. */

/** Reads of one pod's log. */
export interface LogTurn {
  /** When the pod, or which of its logs is read, was last seen to change. */
  readonly changedAt: number
  /** When the last read began. */
  readonly readAt?: number
  readonly isReading: boolean
  /** Reads in a row that failed. */
  readonly failures: number
}

/** Requests a second at most, whatever the number of pods. */
const leastBetweenReads = 50
/** Reads at once at most: nodes that do not respond must not take all places. */
const mostAtOnce = 32
/** Pauses between reads of a pod: with few pods short ones; together ten requests a second until the longest is reached. */
const pause = { shortest: 10_000, longest: 20_000, perPod: 100, afterFailures: 60_000 }
/** Delay of one more read after a change: what caused it may come into the log a little later. */
const echo = 6000
/** Pause between reads of a pod that changes all the time. */
const leastOfOnePod = 1000

export type NextRead =
  | { readonly key: string }
  /** Time before which no read is due; undefined: none at all. */
  | { readonly at: number | undefined }

/** The log to read now: pods that changed come first, then those that have waited longest. */
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

/** Pause between writes of one polecat's status for the sake of its log. */
const leastBetweenTells = 10_000

/** When a new state may be passed on. */
export function publishAt(toldAt: number | undefined): number {
  return toldAt === undefined ? 0 : toldAt + leastBetweenTells
}
