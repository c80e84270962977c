/**
 * Strategic merge patch: lists with a merge key are merged item by item; $patch, $retainKeys and the like are directives.
 * By hand: clients for JavaScript leave it to the server.
 */
import { ApiFailure } from '../failure.ts'
import { isObject, put, same, type JsonObject } from '../object.ts'
import { fieldSchema, type Schema } from '../schema/schema.ts'

const deleteFrom = '$deleteFromPrimitiveList/'
const order = '$setElementOrder/'

/** The target may be changed. */
export function strategicMergePatch(target: unknown, patch: unknown, schema: Schema | undefined): unknown {
  if (!isObject(patch)) return patch
  if (patch.$patch === 'replace') return withoutDirectives(patch)
  if (patch.$patch === 'delete') return {}
  if (patch.$patch !== undefined && patch.$patch !== 'merge') {
    const message = `unknown patch type: ${String(patch.$patch)} in map: ${goText(patch)}`
    throw new ApiFailure(500, undefined, message)
  }
  const result: JsonObject = isObject(target) ? target : {}
  const { $retainKeys: retain } = patch
  if (Array.isArray(retain)) for (const key of Object.keys(result)) if (!retain.includes(key)) delete result[key]
  for (const [field, value] of Object.entries(patch)) {
    if (field === '$patch' || field === '$retainKeys' || field.startsWith(order)) continue
    if (field.startsWith(deleteFrom)) removePrimitives(result, field.slice(deleteFrom.length), value)
    else if (value === null) delete result[field]
    else {
      // `__proto__` may be sent, and is no field of the object yet.
      const own = Object.hasOwn(result, field) ? result[field] : undefined
      put(result, field, mergeField(own, value, schema && fieldSchema(schema, field), patch[order + field]))
    }
  }
  for (const [field, value] of Object.entries(patch)) {
    const name = field.slice(order.length)
    if (!field.startsWith(order) || Object.hasOwn(patch, name) || !Array.isArray(result[name])) continue
    result[name] = mergeField(result[name], [], schema && fieldSchema(schema, name), value)
  }
  return result
}

function mergeField(target: unknown, value: unknown, schema: Schema | undefined, wanted: unknown): unknown {
  if (isObject(value)) return strategicMergePatch(target, value, schema)
  const merges = schema?.['x-kubernetes-patch-strategy']?.includes('merge') ?? false
  if (!Array.isArray(value) || !merges) return value
  const key = schema?.['x-kubernetes-patch-merge-key'] ?? ''
  const list: unknown[] = Array.isArray(target) ? target : []
  const merged = key === '' ? mergePrimitives(list, value) : mergeItems(list, value, key, schema?.items)
  return inOrder(merged, list, Array.isArray(wanted) ? wanted : value, key)
}

/** Items that the patch names stand in its order; the others keep their place before what they stood before. */
function inOrder(
  merged: readonly unknown[],
  before: readonly unknown[],
  order: readonly unknown[],
  key: string,
): unknown[] {
  const keyOf = (item: unknown) => (isObject(item) && key ? item[key] : item)
  const placeIn = (list: readonly unknown[], item: unknown) =>
    list.findIndex((other) => same(keyOf(other), keyOf(item)))
  const named = merged.filter((item) => placeIn(order, item) >= 0)
  named.sort((a, b) => placeIn(order, a) - placeIn(order, b))
  const others = merged.filter((item) => placeIn(order, item) < 0)
  const result: unknown[] = []
  while (named.length > 0 || others.length > 0) {
    const [left, right] = [placeIn(before, others[0]), placeIn(before, named[0])]
    const otherFirst = named.length === 0 || (others.length > 0 && left >= 0 && right >= 0 && left < right)
    result.push(otherFirst ? others.shift() : named.shift())
  }
  return result
}

function mergePrimitives(list: unknown[], added: unknown[]): unknown[] {
  return [...list, ...added.filter((item) => !list.includes(item))]
}

function mergeItems(target: unknown[], patch: unknown[], key: string, schema: Schema | undefined): unknown[] {
  if (patch.some((item) => isObject(item) && item.$patch === 'replace')) {
    return patch.filter((item) => !isObject(item) || item.$patch === undefined)
  }
  let list = target
  for (const item of patch) {
    if (!isObject(item) || item[key] === undefined)
      throw new ApiFailure(500, undefined, `map: ${goText(item)} does not contain declared merge key: ${key}`)
    const index = list.findIndex((other) => isObject(other) && same(other[key], item[key]))
    if (item.$patch === 'delete') list = list.filter((_, position) => position !== index)
    else if (index < 0) list = [...list, strategicMergePatch({}, item, schema)]
    else list = list.with(index, strategicMergePatch(list[index], item, schema))
  }
  return list
}

function removePrimitives(result: JsonObject, field: string, removed: unknown): void {
  const list = result[field]
  if (Array.isArray(list) && Array.isArray(removed)) result[field] = list.filter((item) => !removed.includes(item))
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([field]) => !field.startsWith('$')))
}

/** As Go prints a value: `map[a:1 b:[x y]]`. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (!isObject(value)) return value === null ? '<nil>' : String(value)
  const entries = Object.keys(value).toSorted()
  return `map[${entries.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`
}
