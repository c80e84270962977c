/**
 * When the agent is asked to end, in seconds since 1970, so that its work is saved before the pod is killed: the last
 * 120 seconds, or the last quarter where that is less.
 */
export function softDeadline(startSeconds: number, deadlineSeconds: number): number {
  return Math.floor(startSeconds + Math.max(deadlineSeconds - 120, 0.75 * deadlineSeconds))
}
