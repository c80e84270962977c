import { z } from 'zod'

/** A schema as CRDs take them: no references, no `additionalProperties: false`, everything bounded. */
export interface StructuralSchema {
  type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  description?: string
  default?: unknown
  enum?: unknown[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  maxProperties?: number
  required?: string[]
  properties?: Record<string, StructuralSchema>
  additionalProperties?: StructuralSchema
  items?: StructuralSchema
  'x-kubernetes-preserve-unknown-fields'?: true
  'x-kubernetes-validations'?: CelRule[]
}

export interface CelRule {
  rule: string
  message: string
  reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired'
  fieldPath?: string
}

/** Entries of a map such as nodeSelector: CEL rules are priced by the largest object that the schema allows. */
const mapEntries = 64

/** What a user may write, so fields with a default are not required. */
export function structural(schema: z.ZodType): StructuralSchema {
  return convert(z.toJSONSchema(schema, { io: 'input', target: 'openapi-3.0' }))
}

type Json = z.core.JSONSchema.BaseSchema

const kept = ['description', 'default', 'enum', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const

function convert(json: Json): StructuralSchema {
  const type = json.type as StructuralSchema['type'] | undefined
  if (type === undefined) throw new Error(`no structural schema for ${JSON.stringify(json)}`)
  const structural: StructuralSchema = { type }
  for (const word of kept) if (json[word] !== undefined) Object.assign(structural, { [word]: json[word] })
  if (type === 'integer') structural.format = 'int64'
  for (const bound of ['minimum', 'maximum'] as const) {
    const value = json[bound]
    if (value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER) structural[bound] = value
  }
  if (type === 'array') structural.items = convert(single(json.items))
  if (type === 'object') Object.assign(structural, fields(json))
  return structural
}

function fields(json: Json): Partial<StructuralSchema> {
  const entries = Object.entries(json.properties ?? {})
  if (entries.length > 0) {
    const properties = Object.fromEntries(entries.map(([name, field]) => [name, convert(single(field))]))
    return { properties, ...(json.required && { required: json.required }) }
  }
  const values = json.additionalProperties
  if (typeof values !== 'object' || Object.keys(values).length === 0) {
    return { 'x-kubernetes-preserve-unknown-fields': true }
  }
  return { additionalProperties: convert(values), maxProperties: mapEntries }
}

function single(json: Json['items'] | z.core.JSONSchema._JSONSchema): Json {
  if (typeof json !== 'object' || Array.isArray(json)) throw new Error('expected one schema')
  return json
}
