import { isObject, put, type JsonObject } from '../object.ts'
import type { Schema } from '../schema/schema.ts'
import type { FieldSet } from './field-set.ts'
import { itemStep, schemaBelow, shapeOf } from './shape.ts'

/** The value without the fields of the set, and without what is then empty; not changed. */
export function withoutFields(value: unknown, set: FieldSet, schema: Schema | undefined): unknown {
  const shape = shapeOf(value, schema)
  if (shape === 'leaf' || set.size === 0) return value
  if (shape === 'items') return withoutItems(value as unknown[], set, schema)
  const result: JsonObject = {}
  for (const [field, item] of Object.entries(value as object)) {
    const branch = set.get(`f:${field}`)
    if (branch?.owned) continue
    const rest = branch ? withoutFields(item, branch.below, schemaBelow(schema, field)) : item
    if (rest !== undefined) put(result, field, rest)
  }
  return Object.keys(result).length > 0 || isEmptyObject(value) ? result : undefined
}

function withoutItems(list: readonly unknown[], set: FieldSet, schema: Schema | undefined): unknown {
  const kept = list.flatMap((item, index) => {
    const branch = set.get(itemStep(item, index, schema))
    if (branch?.owned) return []
    const rest = branch ? withoutFields(item, branch.below, schema?.items) : item
    return rest === undefined ? [] : [rest]
  })
  return kept.length > 0 || list.length === 0 ? kept : undefined
}

function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0
}
