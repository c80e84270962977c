/** How long something may go on at the remote once somebody waits for its end. */
export interface Patience {
  /** Until the remote's first word, counted from the beginning. */
  readonly firstWordMs: number
  /** From one word to the next: whatever git tells of its progress is one. */
  readonly silenceMs: number
  /** In all, counted from when somebody waits. */
  readonly inAllMs: number
}

/** Times in milliseconds since 1970. */
export interface Course {
  readonly beganAt: number
  /** The remote's last word. */
  readonly heardAt?: number | undefined
  /** Undefined while nobody waits; it may be a time to come. */
  readonly waitedSince?: number | undefined
}

/** When it is cut for hanging, in milliseconds since 1970, where nothing is heard until then. Never while nobody waits. */
export function cutAt(
  { firstWordMs, silenceMs, inAllMs }: Patience,
  { beganAt, heardAt, waitedSince }: Course,
): number {
  if (waitedSince === undefined) return Infinity
  const hangsAt = heardAt === undefined ? beganAt + firstWordMs : heardAt + silenceMs
  return Math.min(Math.max(hangsAt, waitedSince), waitedSince + inAllMs)
}
