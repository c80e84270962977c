/** How server-side apply sees a value: as one leaf, as a map of fields, or as a list whose items have names of their own. */
import { isObject, type JsonObject } from '../object.ts'
import { fieldSchema, type Schema } from '../schema/schema.ts'

export type Shape = 'leaf' | 'fields' | 'items'

/** Shape of a value that is there; an unknown schema means a value that nobody described. */
export function shapeOf(value: unknown, schema: Schema | undefined): Shape {
  if (Array.isArray(value)) return isAssociative(schema) ? 'items' : 'leaf'
  if (!isObject(value) || schema?.['x-kubernetes-map-type'] === 'atomic') return 'leaf'
  return 'fields'
}

export function isAssociative(schema: Schema | undefined): boolean {
  const type = schema?.['x-kubernetes-list-type']
  return type === 'map' || type === 'set'
}

/** Whether the schema names the field, in contrast to the keys of a map. */
export function isNamed(schema: Schema | undefined, field: string): boolean {
  return schema?.properties !== undefined && Object.hasOwn(schema.properties, field)
}

export function schemaBelow(schema: Schema | undefined, field: string): Schema | undefined {
  return schema && fieldSchema(schema, field)
}

export class ItemProblem extends Error {
  override readonly name = 'ItemProblem'
}

/** The step of a path that names an item of a list. */
export function itemStep(item: unknown, index: number, schema: Schema | undefined): string {
  if (schema?.['x-kubernetes-list-type'] === 'set') return `v:${JSON.stringify(item)}`
  const keys = schema?.['x-kubernetes-list-map-keys'] ?? []
  if (!isObject(item))
    throw new ItemProblem(`element ${index}: associative list with keys may not have non-map elements`)
  const found: JsonObject = {}
  for (const key of keys.toSorted()) {
    const value = item[key] ?? schema?.items?.properties?.[key]?.default ?? defaultKeys[key]
    if (value !== undefined) found[key] = value
  }
  if (Object.keys(found).length === 0) {
    const names = keys.map((key) => JSON.stringify(key)).join(' ')
    throw new ItemProblem(
      `element ${index}: associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    )
  }
  return `k:${JSON.stringify(found)}`
}

/** Defaults of keys in built-in kinds, whose schemas carry none: the protocol of a container's port. */
const defaultKeys: Readonly<Record<string, unknown>> = { protocol: 'TCP' }
