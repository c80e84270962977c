/** Validation rules in CEL (x-kubernetes-validations), transition rules with oldSelf included. */
import { messageOf } from '../../errors.ts'
import { isObject, same, type ApiObject } from '../object.ts'
import type { FieldProblem } from '../problem.ts'
import { celField, celValue } from './cel-value.ts'
import { compile } from './cel.ts'
import { fieldSchema, type Schema, type ValidationRule } from './schema.ts'

const withRules = new WeakMap<Schema, boolean>()

/** Whether the schema or one below has a rule. */
export function hasRules(schema: Schema): boolean {
  const known = withRules.get(schema)
  if (known !== undefined) return known
  withRules.set(schema, false)
  const parts = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties]
  const found =
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    parts.some((part) => typeof part === 'object' && hasRules(part))
  withRules.set(schema, found)
  return found
}

/** `old` is undefined on create; transition rules are then left out. */
export function validateRules(object: ApiObject, old: ApiObject | undefined, schema: Schema): FieldProblem[] {
  return validateValue(
    { value: shown(object), old: old && shown(old), self: undefined, oldSelf: undefined },
    schema,
    '',
  )
}

/** Object as rules see it: with nothing of the metadata but the name. */
function shown({ metadata: { name, generateName }, ...rest }: ApiObject): object {
  return { ...rest, metadata: { ...(name && { name }), ...(generateName && { generateName }) } }
}

/** A value and what it was, as JSON and, once a rule above or here needs it, as CEL sees them. */
interface Compared {
  readonly value: unknown
  readonly old: unknown
  readonly self: unknown
  readonly oldSelf: unknown
}

function validateValue(compared: Compared, schema: Schema, path: string): FieldProblem[] {
  const { value, old } = compared
  if (!hasRules(schema) || value === null) return []
  const rules = schema['x-kubernetes-validations'] ?? []
  if (rules.length === 0) return below(compared, schema, path)
  const self = compared.self ?? celValue(value, schema)
  const oldSelf = compared.oldSelf ?? (old === undefined ? undefined : celValue(old, schema))
  return [
    ...rules.flatMap((rule) => evaluate(rule, self, oldSelf, schema, path)),
    ...below({ value, old, self, oldSelf }, schema, path),
  ]
}

function below({ value, old, self, oldSelf }: Compared, schema: Schema, path: string): FieldProblem[] {
  if (Array.isArray(value)) {
    const { items } = schema
    if (!items) return []
    return value.flatMap((item, index) => {
      const corresponding = { old: counterpart(item, old, schema), oldSelf: undefined }
      const own = Array.isArray(self) ? (self[index] as unknown) : undefined
      return validateValue({ value: item, self: own, ...corresponding }, items, `${path}[${index}]`)
    })
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, item]) => {
    const known = fieldSchema(schema, field)
    if (!known) return []
    const name = celField(field, schema)
    const compared = { value: item, old: own(old, field), self: own(self, name), oldSelf: own(oldSelf, name) }
    return validateValue(compared, known, path ? `${path}.${field}` : field)
  })
}

function own(value: unknown, field: string): unknown {
  return isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined
}

/** Items correspond only in lists that have keys. */
function counterpart(item: unknown, old: unknown, schema: Schema): unknown {
  const keys = schema['x-kubernetes-list-map-keys']
  if (!keys || !Array.isArray(old) || !isObject(item)) return undefined
  return old.find((other) => isObject(other) && keys.every((key) => same(other[key], item[key])))
}

function evaluate(rule: ValidationRule, self: unknown, oldSelf: unknown, schema: Schema, path: string): FieldProblem[] {
  try {
    const expression = compile(rule.rule)
    if (expression.usesOldSelf && oldSelf === undefined && !rule.optionalOldSelf) return []
    if (expression.evaluate(self, oldSelf) === true) return []
    return [broken(rule, messageFor(rule, self, oldSelf), schema, path)]
  } catch (error) {
    const words = `${messageOf(error).split('\n')[0]} evaluating rule: ${rule.message ?? rule.rule}`
    return [broken({ rule: rule.rule }, words, schema, path)]
  }
}

function messageFor(rule: ValidationRule, self: unknown, oldSelf: unknown): string {
  if (rule.messageExpression) {
    const message = compile(rule.messageExpression).evaluate(self, oldSelf)
    if (typeof message === 'string' && message.trim() !== '') return message.trim()
  }
  return rule.message ?? `failed rule: ${rule.rule.trim()}`
}

function broken(rule: ValidationRule, message: string, schema: Schema, path: string): FieldProblem {
  const field = `${path}${rule.fieldPath ?? ''}`.replace(/^\./, '') || '<nil>'
  const reason = rule.reason ?? 'FieldValueInvalid'
  const type = JSON.stringify(schema.type ?? 'object')
  const words = {
    FieldValueInvalid: `Invalid value: ${type}: ${message}`,
    FieldValueForbidden: `Forbidden: ${message}`,
    FieldValueRequired: `Required value: ${message}`,
    FieldValueDuplicate: `Duplicate value: ${type}`,
  }
  return { reason, message: words[reason], field }
}
