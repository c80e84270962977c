/** How long a push is tried once a TERM has come, in milliseconds. */
export interface GiveUp {
  /** The kubelet allows a little more. */
  readonly afterTermMs: number
  /** The entry has waited so long for a remote that is away, where somebody asked for the end. */
  readonly awayMs: number
  readonly lastTryMs: number
}

/** With what the entry has waited and what ends in between, a minute in all. */
export const giveUp: GiveUp = { afterTermMs: 90_000, awayMs: 40_000, lastTryMs: 10_000 }

/**
 * Until when a push is tried after a TERM, in milliseconds since 1970. Nothing is lost by trying until the kubelet ends us;
 * but whoever asked for the end waits, so what has been tried for long gets a last try.
 */
export function giveUpAt(toldAt: number, awaySince: number | undefined, limits: GiveUp = giveUp): number {
  const { afterTermMs, awayMs, lastTryMs } = limits
  if (awaySince === undefined) return toldAt + afterTermMs
  return Math.max(toldAt + lastTryMs, Math.min(toldAt + afterTermMs, awaySince + awayMs))
}
