/** A set of fields as JSON: `{"f:spec":{".":{},"f:word":{}}}`. */
import { isObject, put, type JsonObject } from '../object.ts'
import type { FieldSet } from './field-set.ts'

export function toFieldsV1(set: FieldSet): JsonObject {
  return fieldsAt(set, false)
}

function fieldsAt(set: FieldSet, owned: boolean): JsonObject {
  if (set.size === 0) return leaf
  const result: JsonObject = owned ? { '.': leaf } : {}
  for (const [step, branch] of [...set].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    put(result, step, fieldsAt(branch.below, branch.owned))
  }
  return result
}

/** Most fields have nothing below them. */
const leaf: JsonObject = Object.freeze({})

export function fromFieldsV1(fields: unknown): FieldSet {
  const set: FieldSet = new Map()
  if (!isObject(fields)) return set
  for (const [step, inside] of Object.entries(fields)) {
    if (step === '.') continue
    const owned = !isObject(inside) || Object.hasOwn(inside, '.') || Object.keys(inside).length === 0
    set.set(step, { owned, below: fromFieldsV1(inside) })
  }
  return set
}
