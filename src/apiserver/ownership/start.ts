/** What an object is before anyone has written it: in Go a struct, so some of its fields are there already. */
import type { JsonObject } from '../object.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { Schema } from '../schema/schema.ts'

export function startOf({ custom, schema }: ResourceDefinition): JsonObject {
  if (custom) return { metadata: {} }
  const structs = Object.entries(schema.properties ?? {}).filter(
    ([, part]) => part.type === 'object' && part.typeName !== undefined,
  )
  return Object.fromEntries(structs.map(([field, part]) => [field, zeroOf(part)]))
}

/** Required fields stand even where nothing was written. */
function zeroOf(schema: Schema): unknown {
  if (schema.type === 'array') return null
  if (schema.type === 'string') return schema.format === 'date-time' ? null : ''
  if (schema.type !== 'object') return schema.type === 'boolean' ? false : 0
  const required = schema.required ?? []
  return Object.fromEntries(required.map((field) => [field, zeroOf(schema.properties?.[field] ?? {})]))
}
