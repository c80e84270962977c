/**
 * When the agent is asked to end, in seconds since 1970, so that its work is saved before the pod is killed: the last
 * 120 seconds, or the last quarter where that is less.
 */
export function softDeadline(startSeconds: number, deadlineSeconds: number): number {
  return Math.floor(startSeconds + Math.max(deadlineSeconds - 120, 0.75 * deadlineSeconds))
}

/** Seconds until all has ended after somebody asked for that: the entry waits for two thirds of it, git-push tries once more. */
const afterStop = 60

/**
 * Until when the pod is open for its work to be saved, in seconds since 1970: the entry keeps it so for three quarters of
 * what follows the soft deadline before the pod is killed. It is less where somebody asked for the end.
 */
export function saveDeadline(softSeconds: number, deadlineSeconds: number, stoppedSeconds = Infinity): number {
  const slack = Math.min(120, Math.floor(deadlineSeconds / 4))
  return Math.min(softSeconds + slack - Math.floor(slack / 4), stoppedSeconds + afterStop)
}
