type Json = Record<string, unknown>

/** The merge patch that makes `before` into `after`, or undefined where they are the same. */
export function mergePatchOf(before: object, after: object): Json | undefined {
  const from = asJson(before)
  const to = asJson(after)
  const patch: Json = {}
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [old, wanted] = [from[name], to[name]]
    if (wanted === undefined) patch[name] = null
    else if (isObject(old) && isObject(wanted)) {
      const inner = mergePatchOf(old, wanted)
      if (inner) patch[name] = inner
    } else if (JSON.stringify(old) !== JSON.stringify(wanted)) patch[name] = wanted
  }
  return Object.keys(patch).length > 0 ? patch : undefined
}

/** JSON as it is sent: without what is not set. Keys of lists' members come in one order, so that they compare. */
function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? sorted(inner) : inner))) as Json
}

function sorted(value: Json): Json {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
