/** Whether a configuration has the types of its schema: server-side apply cannot merge what it does not know. */
import { ApiFailure } from '../failure.ts'
import { isObject, textAt, type JsonObject } from '../object.ts'
import type { ResourceDefinition } from '../resource.ts'
import { isOpen, type Schema } from '../schema/schema.ts'
import { stepText } from './conflict.ts'
import { isAssociative, ItemProblem, itemStep, schemaBelow } from './shape.ts'

export function checkTypes(configuration: JsonObject, definition: ResourceDefinition): void {
  const problems = problemsOf(configuration, definition.schema, '')
  if (problems.length === 0) return
  const words = problems.length === 1 ? (problems[0] ?? '') : `errors:\n  ${problems.join('\n  ')}`
  throw untyped(definition, textAt(configuration, 'metadata', 'name'), words)
}

function problemsOf(value: unknown, schema: Schema | undefined, path: string): string[] {
  if (value === null || value === undefined || !schema) return []
  if (Array.isArray(value))
    return schema.type === 'array' ? listProblems(value, schema, path) : invalid(value, schema, path)
  if (isObject(value)) return isMap(schema) ? fieldProblems(value, schema, path) : invalid(value, schema, path)
  return fitsScalar(value, schema) ? [] : invalid(value, schema, path)
}

function isMap(schema: Schema): boolean {
  return schema.type === 'object' || (schema.type === undefined && isOpen(schema))
}

function fieldProblems(value: JsonObject, schema: Schema, path: string): string[] {
  return Object.entries(value).flatMap(([field, item]) => {
    const known = schemaBelow(schema, field)
    const at = `${path}.${field}`
    if (known) return problemsOf(item, known, at)
    return isOpen(schema) ? [] : [`${at}: field not declared in schema`]
  })
}

function listProblems(list: readonly unknown[], schema: Schema, path: string): string[] {
  if (!isAssociative(schema)) return list.flatMap((item, index) => problemsOf(item, schema.items, `${path}[${index}]`))
  const steps = new Set<string>()
  return list.flatMap((item, index) => {
    try {
      const step = itemStep(item, index, schema)
      if (steps.has(step)) return [`${path}: duplicate entries for key ${stepText(step)}`]
      steps.add(step)
      return problemsOf(item, schema.items, `${path}${stepText(step)}`)
    } catch (error) {
      if (error instanceof ItemProblem) return [`${path}: ${error.message}`]
      throw error
    }
  })
}

function fitsScalar(value: unknown, schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string'] || schema.type === undefined) return true
  if (schema.type === 'integer' || schema.type === 'number') return typeof value === 'number'
  return typeof value === schema.type
}

function invalid(value: unknown, schema: Schema, path: string): string[] {
  const expected = { object: 'map', array: 'list', integer: 'numeric (int or float)', number: 'numeric (int or float)' }
  const type = schema.type ?? ''
  const words = type in expected ? expected[type as keyof typeof expected] : type
  const shown = typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value)
  return [`${path}: expected ${words}, got &value.valueUnstructured{Value:${shown}}`]
}

/** A configuration that the schema cannot hold is refused before it is merged. */
function untyped(definition: ResourceDefinition, name: string, why: string): ApiFailure {
  const kind = `${definition.group}/${definition.version}, Kind=${definition.kind}`
  return new ApiFailure(500, undefined, `failed to create typed patch object (/${name}; ${kind}): ${why}`)
}
