/** Timeouts of something at the remote once somebody waits for its end. */
export interface StallTimeouts {
  /** Until the remote's first response, counted from the beginning. */
  readonly firstResponseMs: number
  /** From one response to the next: whatever git prints of its progress is one. */
  readonly idleMs: number
  /** In all, counted from when somebody waits. */
  readonly totalMs: number
}

/** Times in milliseconds since 1970. */
export interface PushActivity {
  readonly beganAt: number
  /** The remote's last response. */
  readonly heardAt?: number | undefined
  /** Undefined while nobody waits; it may be a time to come. */
  readonly waitedSince?: number | undefined
}

/** Time at which it counts as stalled if nothing is heard until then, in milliseconds since 1970; never while nobody waits. */
export function abortAt(
  { firstResponseMs, idleMs, totalMs }: StallTimeouts,
  { beganAt, heardAt, waitedSince }: PushActivity,
): number {
  if (waitedSince === undefined) return Infinity
  const hangsAt = heardAt === undefined ? beganAt + firstResponseMs : heardAt + idleMs
  return Math.min(Math.max(hangsAt, waitedSince), waitedSince + totalMs)
}
