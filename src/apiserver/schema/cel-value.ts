/** Values as CEL sees them: integers as bigint, dates as Date, fields under the names that CEL can spell. */
import { isObject, put, type JsonObject } from '../object.ts'
import { fieldSchema, type Schema } from './schema.ts'

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

export function celValue(value: unknown, schema: Schema | undefined): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value
  }
  if (typeof value === 'string' && schema?.format === 'date-time') return new Date(value)
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items))
  if (!isObject(value)) return value
  const result: JsonObject = {}
  for (const [field, item] of Object.entries(value)) {
    put(result, celField(field, schema), celValue(item, schema && fieldSchema(schema, field)))
  }
  return result
}

/** What a field of the schema is called in the converted value; the keys of maps stay as they are. */
export function celField(field: string, schema: Schema | undefined): string {
  if (schema?.properties === undefined || !Object.hasOwn(schema.properties, field)) return field
  let name = names.get(field)
  if (name === undefined) names.set(field, (name = celName(field)))
  return name
}

/** Only of fields that schemas name, so it does not grow with the data. */
const names = new Map<string, string>()

/** https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules */
function celName(field: string): string {
  if (reserved.has(field)) return `__${field}__`
  return field
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__')
}
