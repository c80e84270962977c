type Json = Readonly<Record<string, unknown>>

/** The merge patch that makes `before` into `after`, or undefined where they are the same. A field that is undefined is not there. */
export function mergePatchOf(before: object, after: object): Json | undefined {
  const [from, to] = [before as Json, after as Json]
  const patch: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [old, wanted] = [from[name], to[name]]
    if (wanted === undefined) {
      if (old !== undefined) patch[name] = null
    } else if (isObject(old) && isObject(wanted)) {
      const inner = mergePatchOf(old, wanted)
      if (inner) patch[name] = inner
    } else if (!isSame(old, wanted)) patch[name] = wanted
  }
  return Object.keys(patch).length > 0 ? patch : undefined
}

/** Whether two values are the same as JSON, whatever the order of their fields. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((member, index) => isSame(member, b[index]))
  return isObject(a) && isObject(b) ? mergePatchOf(a, b) === undefined : a === b
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
