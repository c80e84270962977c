/** Bytes of one termination message: a pod's share 12 KiB, and the kubelet cuts silently. */
export const messageBytes = 1000

/**
 * A result as JSON that fits. Lists are cut to three entries and "and N more", then to fewer;
 * only then the longest text is cut, so that states, commits and counts always stay.
 */
export function fitMessage(result: object, limit = messageBytes): string {
  for (const keep of [3, 2, 1, 0]) {
    const text = JSON.stringify(withLists(result, keep))
    if (Buffer.byteLength(text) <= limit) return text
  }
  let cut = withLists(result, 0)
  for (;;) {
    const text = JSON.stringify(cut)
    const over = Buffer.byteLength(text) - limit
    if (over <= 0) return text
    const shorter = withShorterText(cut, over)
    if (shorter === undefined) return text
    cut = shorter
  }
}

function withLists(result: object, keep: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, Array.isArray(value) ? cutList(value, keep) : value]),
  )
}

function cutList(list: readonly unknown[], keep: number): readonly unknown[] {
  if (list.length <= keep) return list
  const rest = list.length - keep
  return [...list.slice(0, keep), keep === 0 ? `${rest} in all` : `and ${rest} more`]
}

/** Cuts the longest text of the top level, by characters, never below a few. */
function withShorterText(result: Record<string, unknown>, over: number): Record<string, unknown> | undefined {
  let longest: [string, string] | undefined
  for (const [key, value] of Object.entries(result))
    if (typeof value === 'string' && value.length > 20 && value.length > (longest?.[1].length ?? 0))
      longest = [key, value]
  if (longest === undefined) return undefined
  const [key, text] = longest
  const letters = [...text]
  const kept = Math.max(10, letters.length - Math.max(2, Math.ceil(over / 4) + 1))
  return { ...result, [key]: `${letters.slice(0, kept).join('')}…` }
}
