/** Validation rules in CEL (x-kubernetes-validations), transition rules with oldSelf included. */
import { messageOf } from '../../errors.ts'
import { isObject, same } from '../object.ts'
import type { FieldProblem } from '../problem.ts'
import { celValue } from './cel-value.ts'
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

/** `old` is undefined on create and where nothing corresponds to the value; transition rules are then left out. */
export function validateRules(value: unknown, old: unknown, schema: Schema, path = ''): FieldProblem[] {
  if (!hasRules(schema) || value === null) return []
  const rules = schema['x-kubernetes-validations'] ?? []
  const self = rules.length > 0 ? celValue(value, schema) : undefined
  const oldSelf = rules.length > 0 && old !== undefined ? celValue(old, schema) : undefined
  return [...rules.flatMap((rule) => evaluate(rule, self, oldSelf, schema, path)), ...below(value, old, schema, path)]
}

function below(value: unknown, old: unknown, schema: Schema, path: string): FieldProblem[] {
  if (Array.isArray(value)) {
    const { items } = schema
    if (!items) return []
    return value.flatMap((item, index) =>
      validateRules(item, counterpart(item, old, schema), items, `${path}[${index}]`),
    )
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, item]) => {
    const known = fieldSchema(schema, field)
    const oldItem = isObject(old) && Object.hasOwn(old, field) ? old[field] : undefined
    return known ? validateRules(item, oldItem, known, path ? `${path}.${field}` : field) : []
  })
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
