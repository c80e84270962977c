/**
 * Server-side apply as a merge by the schema: maps field by field, lists by their keys, sets united, the rest replaced.
 * Ownership of fields is not tracked yet, so nothing conflicts and what is no longer applied stays.
 */
import { isObject, put, same, type JsonObject } from '../object.ts'
import { fieldSchema, type Schema } from '../schema/schema.ts'

/** The target may be changed. */
export function applyPatch(target: unknown, applied: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(applied)) return applyList(target, applied, schema)
  if (!isObject(applied) || schema?.['x-kubernetes-map-type'] === 'atomic') return applied
  const result: JsonObject = isObject(target) ? target : {}
  for (const [field, value] of Object.entries(applied)) {
    if (value === null) delete result[field]
    else put(result, field, applyPatch(result[field], value, schema && fieldSchema(schema, field)))
  }
  return result
}

function applyList(target: unknown, applied: unknown[], schema: Schema | undefined): unknown[] {
  const list: unknown[] = Array.isArray(target) ? target : []
  switch (schema?.['x-kubernetes-list-type']) {
    case 'set':
      return [...list, ...applied.filter((item) => !list.some((other) => same(item, other)))]
    case 'map':
      return applyItems(list, applied, schema['x-kubernetes-list-map-keys'] ?? [], schema.items)
    default:
      return applied
  }
}

function applyItems(
  target: unknown[],
  applied: unknown[],
  keys: readonly string[],
  schema: Schema | undefined,
): unknown[] {
  let list = target
  for (const item of applied) {
    const index = list.findIndex(
      (other) => isObject(other) && isObject(item) && keys.every((key) => same(other[key], item[key])),
    )
    if (index < 0) list = [...list, item]
    else list = list.with(index, applyPatch(list[index], item, schema))
  }
  return list
}
