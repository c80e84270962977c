/** Drops what Go leaves out when it writes a built-in type: empty lists, maps and texts of fields that are not required. */
import { isObject } from '../object.ts'
import { fieldSchema, type Schema } from './schema.ts'

/** Changes the value in place. */
export function omitEmpty(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) omitEmpty(item, schema.items)
    return
  }
  if (!isObject(value)) return
  for (const [field, item] of Object.entries(value)) {
    const known = fieldSchema(schema, field)
    if (!known) continue
    omitEmpty(item, known)
    const optional = schema.typeName !== undefined && !schema.required?.includes(field)
    if (optional && isEmpty(item, known)) delete value[field]
  }
}

/** An empty struct is something: `emptyDir: {}`. */
function isEmpty(value: unknown, schema: Schema): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isObject(value)) return schema.additionalProperties !== undefined && Object.keys(value).length === 0
  return value === '' && schema.type === 'string'
}
