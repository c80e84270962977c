import { copy, isObject, put } from '../object.ts'
import { fieldSchema, type Schema } from './schema.ts'

const withDefaults = new WeakMap<Schema, boolean>()

/** Whether the schema or one below has a default. */
function hasDefaults(schema: Schema): boolean {
  const known = withDefaults.get(schema)
  if (known !== undefined) return known
  const parts = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties]
  const found = parts.some((part) => typeof part === 'object' && (part.default !== undefined || hasDefaults(part)))
  withDefaults.set(schema, found)
  return found
}

/** Fills in the schema's defaults, in place, and drops nulls that the schema does not allow where a default or nothing stands instead. */
export function applyDefaults(value: unknown, schema: Schema): void {
  if (!hasDefaults(schema)) return
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) applyDefaults(item, schema.items)
    return
  }
  if (!isObject(value)) return
  for (const [field, known] of Object.entries(schema.properties ?? {})) {
    if (known.default === undefined) continue
    if (value[field] === undefined || (value[field] === null && !known.nullable)) put(value, field, copy(known.default))
  }
  for (const [field, item] of Object.entries(value)) {
    const known = fieldSchema(schema, field)
    if (known && item !== null) applyDefaults(item, known)
  }
}

/** Drops nulls that the schema does not allow: servers do so before they validate. */
export function dropNulls(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) dropNulls(item, schema.items)
    return
  }
  if (!isObject(value)) return
  for (const [field, item] of Object.entries(value)) {
    const known = fieldSchema(schema, field)
    if (!known) continue
    if (item === null && !known.nullable && known.type !== undefined) delete value[field]
    else dropNulls(item, known)
  }
}
