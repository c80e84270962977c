/** Strategic merge patch: lists with a merge key are merged item by item; $patch, $retainKeys and the like are directives. */
import { badRequest } from '../failure.ts'
import { isObject, put, same, type JsonObject } from '../object.ts'
import { fieldSchema, type Schema } from '../schema/schema.ts'

const deleteFrom = '$deleteFromPrimitiveList/'
const order = '$setElementOrder/'

/** The target may be changed. */
export function strategicMergePatch(target: unknown, patch: unknown, schema: Schema | undefined): unknown {
  if (!isObject(patch)) return patch
  if (patch.$patch === 'replace') return withoutDirectives(patch)
  if (patch.$patch === 'delete') return {}
  const result: JsonObject = isObject(target) ? target : {}
  const { $retainKeys: retain } = patch
  if (Array.isArray(retain)) for (const key of Object.keys(result)) if (!retain.includes(key)) delete result[key]
  for (const [field, value] of Object.entries(patch)) {
    if (field === '$patch' || field === '$retainKeys' || field.startsWith(order)) continue
    if (field.startsWith(deleteFrom)) removePrimitives(result, field.slice(deleteFrom.length), value)
    else if (value === null) delete result[field]
    else put(result, field, mergeField(result[field], value, schema && fieldSchema(schema, field)))
  }
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith(order)) reorder(result, field.slice(order.length), value, schema)
  }
  return result
}

function mergeField(target: unknown, value: unknown, schema: Schema | undefined): unknown {
  if (isObject(value)) return strategicMergePatch(target, value, schema)
  const merges = schema?.['x-kubernetes-patch-strategy']?.includes('merge') ?? false
  if (!Array.isArray(value) || !merges) return value
  const key = schema?.['x-kubernetes-patch-merge-key'] ?? ''
  const list: unknown[] = Array.isArray(target) ? target : []
  return key === '' ? mergePrimitives(list, value) : mergeItems(list, value, key, schema?.items)
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
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
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

/** Items that the order does not name keep their place after those it names. */
function reorder(result: JsonObject, field: string, wanted: unknown, schema: Schema | undefined): void {
  const list = result[field]
  if (!Array.isArray(list) || !Array.isArray(wanted)) return
  const key = (schema && fieldSchema(schema, field))?.['x-kubernetes-patch-merge-key'] ?? ''
  const keyOf = (item: unknown) => (isObject(item) && key ? item[key] : item)
  const place = (item: unknown) => {
    const index = wanted.findIndex((other) => same(keyOf(other), keyOf(item)))
    return index < 0 ? wanted.length : index
  }
  result[field] = list.toSorted((a, b) => place(a) - place(b))
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([field]) => !field.startsWith('$')))
}
