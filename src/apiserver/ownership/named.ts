import type { Schema } from '../schema/schema.ts'
import type { FieldSet } from './field-set.ts'
import { isNamed, schemaBelow } from './shape.ts'

/** The set with every field that has something below it and that the schema names. */
export function named(set: FieldSet, schema: Schema | undefined): FieldSet {
  return new Map(
    [...set].map(([step, { owned, below }]) => {
      const field = step.startsWith('f:') ? step.slice('f:'.length) : undefined
      const inside = field === undefined ? schema?.items : schemaBelow(schema, field)
      const all = owned || (field !== undefined && below.size > 0 && isNamed(schema, field))
      return [step, { owned: all, below: named(below, inside) }]
    }),
  )
}
