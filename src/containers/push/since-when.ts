/** Time since which a condition has held at every call, in milliseconds since 1970; undefined where it does not hold. */
export function sinceWhen(holds: () => boolean): () => number | undefined {
  let since: number | undefined
  return () => {
    since = holds() ? (since ?? Date.now()) : undefined
    return since
  }
}
