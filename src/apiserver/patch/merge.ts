import { isObject, put, type JsonObject } from '../object.ts'

/** JSON merge patch (RFC 7386); the target may be changed. By hand: few lines, and `__proto__` stays a field. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: JsonObject = isObject(target) ? target : {}
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field]
    else put(result, field, mergePatch(Object.hasOwn(result, field) ? result[field] : undefined, value))
  }
  return result
}
