/** Asks each time, and says since when it has been so at every look, in milliseconds since 1970; undefined where it is not. */
export function sinceWhen(holds: () => boolean): () => number | undefined {
  let since: number | undefined
  return () => {
    since = holds() ? (since ?? Date.now()) : undefined
    return since
  }
}
