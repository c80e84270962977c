/**
 * When the agent is asked to end, in seconds since 1970, so that its work is saved before the pod is killed: the last
 * 120 seconds, or the last quarter where that is less.
 */
export function softDeadline(startSeconds: number, deadlineSeconds: number): number {
  return Math.floor(startSeconds + Math.max(deadlineSeconds - 120, 0.75 * deadlineSeconds))
}

/** Seconds that the entry waits for the save after it was told to end. */
const afterStop = 60

/**
 * Until when the entry keeps the pod open for its work to be saved, in seconds since 1970: a quarter of what follows the
 * soft deadline before the pod is killed, and less where it was told to end.
 */
export function saveDeadline(softSeconds: number, deadlineSeconds: number, stoppedSeconds = Infinity): number {
  const slack = Math.min(120, Math.floor(deadlineSeconds / 4))
  return Math.min(softSeconds + slack - Math.floor(slack / 4), stoppedSeconds + afterStop)
}
