/** Removes fields that the schema does not know, and names them: what servers do without strict field validation. */
import { isObject, type JsonObject } from '../object.ts'
import { fieldSchema, isOpen, type Schema } from './schema.ts'

/** Changes the value in place; returns the paths of what was removed. */
export function prune(value: unknown, schema: Schema, path = ''): string[] {
  const unknown: string[] = []
  walk(value, schema, path, unknown)
  return unknown
}

function walk(value: unknown, schema: Schema, path: string, unknown: string[]): void {
  if (Array.isArray(value)) {
    if (!schema.items) return
    for (const [index, item] of value.entries()) walk(item, schema.items, `${path}[${index}]`, unknown)
  } else if (isObject(value)) walkFields(value, schema, path, unknown)
}

function walkFields(value: JsonObject, schema: Schema, path: string, unknown: string[]): void {
  const open = isOpen(schema)
  for (const field of Object.keys(value)) {
    const at = path ? `${path}.${field}` : field
    const known = fieldSchema(schema, field)
    if (known) walk(value[field], known, at, unknown)
    else if (
      !open &&
      !(schema['x-kubernetes-embedded-resource'] && ['apiVersion', 'kind', 'metadata'].includes(field))
    ) {
      delete value[field]
      unknown.push(at)
    }
  }
}
