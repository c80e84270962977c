const afterTermMs = 90_000
/** The entry has waited so long for a remote that is away, where somebody asked for the end. */
const awayMs = 60_000
const lastTryMs = 10_000

/**
 * Until when a push is tried after a TERM, in milliseconds since 1970. The kubelet allows a little, and nothing is lost by
 * trying until it ends us; but whoever asked for the end waits, so one that has been tried for a minute gets a last try.
 */
export function giveUpAt(toldAt: number, awaySince: number | undefined): number {
  if (awaySince === undefined) return toldAt + afterTermMs
  return Math.max(toldAt + lastTryMs, Math.min(toldAt + afterTermMs, awaySince + awayMs))
}
