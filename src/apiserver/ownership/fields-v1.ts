/** A set of fields as JSON: `{"f:spec":{".":{},"f:word":{}}}`. */
import { isObject, put, type JsonObject } from '../object.ts'
import type { FieldSet } from './field-set.ts'

export function toFieldsV1(set: FieldSet): JsonObject {
  const result: JsonObject = {}
  for (const step of [...set.keys()].toSorted()) {
    const { owned = false, below = new Map() } = set.get(step) ?? {}
    const inside = toFieldsV1(below as FieldSet)
    put(result, step, owned && below.size > 0 ? { '.': {}, ...inside } : inside)
  }
  return result
}

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
