/** Who owns which fields: `metadata.managedFields`, read and written. */
import { isObject, textAt, type ApiObject, type JsonObject } from '../object.ts'
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts'
import { isEmptySet, type FieldSet } from './field-set.ts'

/** Who writes, and how. */
export interface Writer {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  /** Empty for the object itself. */
  readonly subresource: string
}

export interface Manager extends Writer {
  readonly time: string
  readonly set: FieldSet
}

export type Managers = ReadonlyMap<string, Manager>

export function keyOf({ manager, operation, apiVersion, subresource }: Writer): string {
  return JSON.stringify([operation, manager, apiVersion, subresource])
}

/** Undefined where an entry is none. */
export function readManagers(entries: unknown): Managers | undefined {
  if (entries === undefined) return new Map()
  if (!Array.isArray(entries)) return undefined
  const managers = new Map<string, Manager>()
  for (const entry of entries) {
    const { operation, fieldsType, fieldsV1 } = (isObject(entry) ? entry : {}) as JsonObject
    if (operation !== 'Apply' && operation !== 'Update') return undefined
    if (fieldsType !== 'FieldsV1' || !isObject(fieldsV1)) return undefined
    const writer = {
      manager: textAt(entry, 'manager'),
      operation,
      apiVersion: textAt(entry, 'apiVersion'),
      subresource: textAt(entry, 'subresource'),
    } as const
    managers.set(keyOf(writer), { ...writer, time: textAt(entry, 'time'), set: fromFieldsV1(fieldsV1) })
  }
  return managers
}

/** Replaces the object's managedFields. */
export function writeManagers(object: ApiObject, managers: Managers): void {
  const entries = [...managers.values()].filter(({ set }) => !isEmptySet(set)).toSorted(order)
  if (entries.length === 0) delete object.metadata.managedFields
  else object.metadata.managedFields = entries.map(entryOf)
}

function entryOf({ manager, operation, apiVersion, subresource, time, set }: Manager): JsonObject {
  const entry = { manager, operation, apiVersion, ...(time && { time }), fieldsType: 'FieldsV1' }
  return { ...entry, fieldsV1: toFieldsV1(set), ...(subresource && { subresource }) }
}

/** Applied ones first, then by age. */
function order(a: Manager, b: Manager): number {
  const words = (entry: Manager) => [entry.operation, entry.time, entry.manager, entry.apiVersion, entry.subresource]
  const [left, right] = [words(a), words(b)]
  const index = left.findIndex((word, at) => word !== right[at])
  if (index < 0) return 0
  return (left[index] ?? '') < (right[index] ?? '') ? -1 : 1
}
