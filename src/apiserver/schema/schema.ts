/** Structural schemas: of custom resources as their definition gives them, of built-in kinds as `builtin/type-notation.ts` reads them. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  description?: string
  format?: string
  nullable?: boolean
  default?: unknown
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  multipleOf?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minProperties?: number
  maxProperties?: number
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  not?: Schema
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  'x-kubernetes-list-map-keys'?: string[]
  'x-kubernetes-map-type'?: 'atomic' | 'granular'
  'x-kubernetes-validations'?: ValidationRule[]
  /** Built-in kinds only. */
  'x-kubernetes-patch-merge-key'?: string
  'x-kubernetes-patch-strategy'?: string
  /** Built-in kinds only: name of the Go type, for messages, and its name in OpenAPI. */
  typeName?: string
}

export interface ValidationRule {
  rule: string
  message?: string
  messageExpression?: string
  reason?: FieldRuleReason
  fieldPath?: string
  optionalOldSelf?: boolean
}

type FieldRuleReason = 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate'

/** The schema of a field; undefined where it is unknown. */
export function fieldSchema(schema: Schema, field: string): Schema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, field)) return schema.properties[field]
  if (typeof schema.additionalProperties === 'object') return schema.additionalProperties
  return undefined
}

/** Whether fields that the schema does not name are kept. */
export function isOpen(schema: Schema): boolean {
  return (
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema.additionalProperties === true ||
    (schema.type === undefined && schema.properties === undefined && schema.additionalProperties === undefined)
  )
}
