import { z } from 'zod'
import type { FieldPath } from '../../text/field-path.ts'

type Schema = z.core.$ZodType

/** The fields that a zod schema knows at a path; none where there is no object of known fields. */
export function knownFields(root: Schema, path: FieldPath): Readonly<Record<string, Schema>> {
  const at = schemaAt(root, path)
  return at ? fieldsOf(at) : {}
}

/** The least and the most that a number at a path may be. */
export function boundsAt(root: Schema, path: FieldPath): readonly [number, number] | undefined {
  const at = schemaAt(root, path)
  const number = at && bare(at)
  if (!(number instanceof z.ZodNumber) || number.minValue === null || number.maxValue === null) return undefined
  return number.maxValue < Number.MAX_SAFE_INTEGER ? [number.minValue, number.maxValue] : undefined
}

/** Paths below a schema at which a field of this name stands, nearest first. */
export function pathsOf(root: Schema, name: string, depth = 3): string[][] {
  const fields = fieldsOf(root)
  const here = Object.hasOwn(fields, name) ? [[name]] : []
  if (depth === 0) return here
  const below = Object.entries(fields).flatMap(([field, schema]) =>
    pathsOf(schema, name, depth - 1).map((path) => [field, ...path]),
  )
  return [...here, ...below].toSorted((a, b) => a.length - b.length)
}

function schemaAt(root: Schema, path: FieldPath): Schema | undefined {
  return path.reduce<Schema | undefined>((at, part) => at && inside(at, part), root)
}

function inside(schema: Schema, part: PropertyKey): Schema | undefined {
  const { def } = bare(schema)._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  if (def.type === 'array') return def.element
  if (def.type === 'record') return def.valueType
  return fieldsOf(schema)[String(part)]
}

function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> {
  const { def } = bare(schema)._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  return def.type === 'object' ? def.shape : {}
}

/** Without `optional` and `default`. */
function bare(schema: Schema): Schema {
  const { def } = schema._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  return def.type === 'optional' || def.type === 'default' ? bare(def.innerType) : schema
}
