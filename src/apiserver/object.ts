/** Objects as they travel and as they are stored: plain JSON with metadata. */
export interface Metadata {
  name?: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  [field: string]: unknown
}

export interface ApiObject {
  apiVersion?: string
  kind?: string
  metadata: Metadata
  [field: string]: unknown
}

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; an empty one where it is none. For reading what may be absent. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  let at: unknown = value
  for (const part of path) at = isObject(at) ? at[part] : undefined
  return isObject(at) ? at : {}
}

export function listAt(value: unknown, ...path: readonly string[]): JsonObject[] {
  const last = path.at(-1)
  const parent = objectAt(value, ...path.slice(0, -1))
  const found = last === undefined ? value : parent[last]
  return Array.isArray(found) ? found.filter((item): item is JsonObject => isObject(item)) : []
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = objectAt(value, ...path.slice(0, -1))[path.at(-1) ?? '']
  return typeof found === 'string' ? found : ''
}

export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item)) as T
  if (!isObject(value)) return value
  const result: JsonObject = {}
  for (const key of Object.keys(value)) put(result, key, copy(value[key]))
  return result as T
}

/** Sets a key that may come from a client: `__proto__` becomes an ordinary key. */
export function put(target: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else target[key] = value
}

/** JSON equality; the order of keys does not matter. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
}
