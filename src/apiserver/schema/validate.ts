/** Checks a value against a structural schema. By hand: with the messages of the real server, which ajv does not have. */
import { isObject, same } from '../object.ts'
import * as problem from '../problem.ts'
import type { FieldProblem } from '../problem.ts'
import { isOfFormat } from './format.ts'
import { fieldSchema, type Schema } from './schema.ts'

export function validate(value: unknown, schema: Schema, path = ''): FieldProblem[] {
  const problems: FieldProblem[] = []
  check(value, schema, path, problems)
  return problems
}

/** Lists of type map and set hold no key twice; checked apart, because it does not keep rules from being evaluated. */
export function validateLists(value: unknown, schema: Schema, path = ''): FieldProblem[] {
  if (Array.isArray(value)) {
    const problems = duplicates(value, schema, path)
    const { items } = schema
    return items
      ? [...problems, ...value.flatMap((item, index) => validateLists(item, items, `${path}[${index}]`))]
      : problems
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, item]) => {
    const known = fieldSchema(schema, field)
    return known ? validateLists(item, known, below(path, field)) : []
  })
}

function duplicates(list: unknown[], schema: Schema, path: string): FieldProblem[] {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'map' && type !== 'set') return []
  const keyNames = schema['x-kubernetes-list-map-keys'] ?? []
  const texts = new Set<string>()
  return list.flatMap((item, index) => {
    const entries = isObject(item) ? keyNames.map((name) => [name, item[name]]) : []
    const key: unknown = type === 'map' ? Object.fromEntries(entries) : item
    const text = JSON.stringify(key)
    if (texts.has(text)) return [problem.duplicate(`${path}[${index}]`, key)]
    texts.add(text)
    return []
  })
}

function check(value: unknown, schema: Schema, path: string, problems: FieldProblem[]): void {
  if (value === null && schema.nullable) return
  if (!hasType(value, schema)) {
    const found = typeOf(value)
    const wanted = schema['x-kubernetes-int-or-string'] ? 'integer,string' : schema.type
    problems.push(problem.wrongType(path, found, `${path} in body must be of type ${wanted}: ${JSON.stringify(found)}`))
    return
  }
  if (schema.enum && !schema.enum.some((allowed) => same(allowed, value))) {
    problems.push(problem.notSupported(path, value, schema.enum))
  }
  if (typeof value === 'string') checkText(value, schema, path, problems)
  else if (typeof value === 'number') checkNumber(value, schema, path, problems)
  else if (Array.isArray(value)) checkList(value, schema, path, problems)
  else if (isObject(value)) checkFields(value, schema, path, problems)
  checkCombined(value, schema, path, problems)
}

function hasType(value: unknown, schema: Schema): boolean {
  const found = typeOf(value)
  if (schema['x-kubernetes-int-or-string']) return found === 'integer' || found === 'string'
  return schema.type === undefined || found === schema.type || (schema.type === 'number' && found === 'integer')
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function checkText(value: string, schema: Schema, path: string, problems: FieldProblem[]): void {
  const { minLength, maxLength, pattern, format } = schema
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length
  if (maxLength !== undefined && length > maxLength) {
    problems.push(problem.tooLong(path, maxLength))
    return
  }
  if (minLength !== undefined && length < minLength) {
    problems.push(problem.invalidValue(path, value, `${path} in body should be at least ${minLength} chars long`))
    return
  }
  if (pattern !== undefined && !expression(pattern).test(value)) {
    problems.push(problem.invalidValue(path, value, `${path} in body should match '${pattern}'`))
  }
  if (format !== undefined && !isOfFormat(value, format)) {
    problems.push(problem.wrongType(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`))
  }
}

const expressions = new Map<string, RegExp>()

/** Patterns are RE2, which allows escapes that JavaScript refuses in Unicode mode. */
function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern)
  if (!compiled) {
    try {
      compiled = new RegExp(pattern, 'u')
    } catch {
      compiled = new RegExp(pattern)
    }
    expressions.set(pattern, compiled)
  }
  return compiled
}

function checkNumber(value: number, schema: Schema, path: string, problems: FieldProblem[]): void {
  const { minimum, maximum, multipleOf } = schema
  const say = (detail: string) =>
    problems.push(problem.invalidValue(path, value, `${path} in body should be ${detail}`))
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    say(schema.exclusiveMaximum ? `less than ${maximum}` : `less than or equal to ${maximum}`)
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    say(schema.exclusiveMinimum ? `greater than ${minimum}` : `greater than or equal to ${minimum}`)
  }
  if (multipleOf === undefined) return
  // As in Kubernetes, for a whole number the factor is cut to a whole one, and then may be none.
  const factor = Number.isInteger(value) ? Math.trunc(multipleOf) : multipleOf
  if (factor > 0) {
    if (!Number.isInteger(value / factor)) say(`a multiple of ${multipleOf}`)
    return
  }
  const detail = `factor MultipleOf declared for ${path} must be positive: ${factor}`
  problems.push(problem.invalidValue(path, value, detail))
}

function checkList(value: unknown[], schema: Schema, path: string, problems: FieldProblem[]): void {
  const { minItems, maxItems, items } = schema
  if (maxItems !== undefined && value.length > maxItems) problems.push(problem.tooMany(path, value.length, maxItems))
  if (minItems !== undefined && value.length < minItems) {
    problems.push(problem.invalidValue(path, value.length, `${path} in body should have at least ${minItems} items`))
  }
  if (items) for (const [index, item] of value.entries()) check(item, items, `${path}[${index}]`, problems)
}

function checkFields(value: Record<string, unknown>, schema: Schema, path: string, problems: FieldProblem[]): void {
  const count = Object.keys(value).length
  const { minProperties, maxProperties } = schema
  if (maxProperties !== undefined && count > maxProperties) problems.push(problem.tooMany(path, count, maxProperties))
  if (minProperties !== undefined && count < minProperties) {
    problems.push(problem.invalidValue(path, count, `${path} in body should have at least ${minProperties} properties`))
  }
  for (const field of schema.required ?? []) {
    if (!Object.hasOwn(value, field)) problems.push(problem.required(below(path, field)))
  }
  for (const [field, item] of Object.entries(value)) {
    const known = fieldSchema(schema, field)
    if (known) check(item, known, below(path, field), problems)
  }
}

function checkCombined(value: unknown, schema: Schema, path: string, problems: FieldProblem[]): void {
  const holds = (part: Schema) => validate(value, part, path).length === 0
  for (const part of schema.allOf ?? []) problems.push(...validate(value, part, path))
  const say = (detail: string) => problems.push(problem.invalidValue(path, '', detail))
  if (schema.anyOf && !schema.anyOf.some(holds)) {
    say(`"${path}" must validate at least one schema (anyOf)`)
  }
  if (schema.oneOf && schema.oneOf.filter(holds).length !== 1) {
    say(`"${path}" must validate one and only one schema (oneOf)`)
  }
  if (schema.not && holds(schema.not)) say(`"${path}" must not validate the schema (not)`)
}

function below(path: string, field: string): string {
  return path ? `${path}.${field}` : field
}
