/** What Go's JSON decoding refuses: a value of another type than the field of a built-in kind has. */
import { isObject } from '../object.ts'
import { fieldSchema, type Schema } from './schema.ts'
import { timeProblem } from './time.ts'

/** The message of the first wrong type, or undefined. */
export function decodeError(
  value: unknown,
  schema: Schema,
  owner = schema.typeName ?? '',
  path: readonly string[] = [],
): string | undefined {
  if (value === null || value === undefined) return undefined
  if (!fits(value, schema)) {
    return schema.format === 'byte' ? 'illegal base64 data at input byte 0' : mismatch(value, schema, owner, path)
  }
  if (schema.format === 'date-time' && typeof value === 'string') return timeProblem(value)
  if (Array.isArray(value)) {
    for (const item of value) {
      const error = schema.items && itemError(item, schema.items, owner, path)
      if (error) return error
    }
  } else if (isObject(value)) {
    const inside = schema.typeName ?? owner
    for (const [field, item] of Object.entries(value)) {
      const known = fieldSchema(schema, field)
      const named = schema.properties !== undefined
      const error = known && decodeError(item, known, inside, named ? [...path, field] : path)
      if (error) return error
    }
  }
  return undefined
}

/** A null in a list would have to become something; nobody means that. */
function itemError(item: unknown, schema: Schema, owner: string, path: readonly string[]): string | undefined {
  if (item === null && schema.type !== undefined) return mismatch(item, schema, owner, path)
  return decodeError(item, schema, owner, path)
}

function mismatch(value: unknown, schema: Schema, owner: string, path: readonly string[]): string {
  const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const type = found === 'boolean' ? 'bool' : found
  return `json: cannot unmarshal ${type} into Go struct field ${owner}.${path.join('.')} of type ${goType(schema)}`
}

function fits(value: unknown, schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'number' || typeof value === 'string'
  switch (schema.type) {
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string' && (schema.format !== 'byte' || isBase64(value))
    case undefined:
      return true
  }
}

function isBase64(text: string): boolean {
  const bare = text.replaceAll(/[\r\n]/g, '')
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare)
}

function goType(schema: Schema): string {
  if (schema.typeName) return `v1.${schema.typeName}`
  switch (schema.type) {
    case 'array':
      return `[]${schema.items ? goType(schema.items) : ''}`
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `map[string]${goType(schema.additionalProperties)}`
        : 'object'
    case 'integer':
      return 'int64'
    case 'boolean':
      return 'bool'
    default:
      return schema.type ?? 'value'
  }
}
