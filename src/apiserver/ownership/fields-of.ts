/** Which fields an applied configuration claims: all that it writes. */
import type { Schema } from '../schema/schema.ts'
import { isObject } from '../object.ts'
import { insert, type FieldPath, type FieldSet } from './field-set.ts'
import { isNamed, itemStep, schemaBelow, shapeOf } from './shape.ts'

export function fieldsOf(value: unknown, schema: Schema | undefined): FieldSet {
  const set: FieldSet = new Map()
  walk(value, schema, [], set)
  return set
}

function walk(value: unknown, schema: Schema | undefined, path: FieldPath, set: FieldSet): void {
  const shape = shapeOf(value, schema)
  if (shape === 'leaf') {
    if (path.length > 0) insert(set, path)
  } else if (shape === 'items') {
    for (const [index, item] of (value as unknown[]).entries()) {
      const below = [...path, itemStep(item, index, schema)]
      walk(item, schema?.items, below, set)
      insert(set, below)
    }
  } else {
    for (const [field, item] of Object.entries(value as object)) {
      const below = [...path, `f:${field}`]
      walk(item, schemaBelow(schema, field), below, set)
      const isEmpty = item === null || (isObject(item) && Object.keys(item).length === 0)
      if (isEmpty || !isNamed(schema, field)) insert(set, below)
    }
  }
}
