/** Keeps the owners of fields as the real server does: https://github.com/kubernetes-sigs/structured-merge-diff */
import { isObject, same, type ApiObject, type JsonObject } from '../object.ts'
import { hasStatus, type ResourceDefinition } from '../resource.ts'
import { changesBetween, type Changes } from './changes.ts'
import { intersection, isEmptySet, minus, union, without, type FieldPath, type FieldSet } from './field-set.ts'
import { keyOf, readManagers, writeManagers, type Manager, type Managers, type Writer } from './managers.ts'
import { ItemProblem } from './shape.ts'
import { startOf } from './start.ts'

/** What nobody owns: it names the object, or only the server sets it. */
const nobodys: readonly FieldPath[] = [
  ['f:apiVersion'],
  ['f:kind'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((field) => ['f:metadata', `f:${field}`]),
]

/** The set without what the writer cannot own. */
export function ownable(set: FieldSet, definition: ResourceDefinition, writer: Writer): FieldSet {
  const paths = [...nobodys, ...definition.unowned]
  if (writer.subresource === 'status') paths.push(['f:spec'], ...(definition.custom ? [['f:metadata']] : []))
  else if (hasStatus(definition)) paths.push(['f:status'])
  const rest = without(set, paths)
  const metadata = rest.get('f:metadata')
  if (metadata) metadata.owned = false
  return rest
}

/** Notes on the next state who owns what after an ordinary write. */
export function ownUpdate(
  definition: ResourceDefinition,
  old: ApiObject | undefined,
  next: ApiObject,
  writer: Writer,
  time: string,
): void {
  const before = managersBefore(old, next, writer)
  delete next.metadata.managedFields
  // Whoever cleared them wants no more of them.
  if (!before || (old && before.size === 0)) return
  const changes = changesOf(definition, old, next)
  // Validation says what is wrong with it.
  if (!changes) return writeManagers(next, before)
  const managers = withoutLost(before, changes, '')
  const gained = ownable(union(changes.modified, changes.added), definition, writer)
  const key = keyOf(writer)
  const known = managers.get(key)
  if (!isEmptySet(gained)) {
    managers.set(key, { ...writer, time, set: known ? union(known.set, gained) : gained })
  }
  writeManagers(next, managers)
}

/** Undefined where the items of a list have not the names that they need. */
function changesOf(definition: ResourceDefinition, old: ApiObject | undefined, next: ApiObject): Changes | undefined {
  try {
    return changesBetween(old ? unmanaged(old) : startOf(definition), next, definition.schema)
  } catch (error) {
    if (error instanceof ItemProblem) return undefined
    throw error
  }
}

/** Managers that the request writes itself, or those that are there. */
function managersBefore(old: ApiObject | undefined, next: ApiObject, writer: Writer): Managers | undefined {
  const given = next.metadata.managedFields
  const kept = readManagers(old?.metadata.managedFields) ?? new Map<string, Manager>()
  if (writer.subresource !== '' || given === undefined) return kept
  if (isReset(given)) return new Map()
  const read = readManagers(given)
  if (!old) return read
  return read && read.size > 0 ? read : kept
}

function isReset(entries: unknown): boolean {
  return Array.isArray(entries) && entries.length === 1 && isObject(entries[0]) && Object.keys(entries[0]).length === 0
}

/** Nobody owns any more what somebody else has changed or what is gone. */
export function withoutLost(managers: Managers, changes: Changes, except: string): Map<string, Manager> {
  const taken = union(changes.modified, changes.added)
  const result = new Map<string, Manager>()
  for (const [key, manager] of managers) {
    const set = key === except ? manager.set : minus(minus(manager.set, taken), changes.removed)
    if (!isEmptySet(set)) result.set(key, { ...manager, set })
  }
  return result
}

/** For each manager but one what it owns of the changed fields. */
export function conflictsWith(managers: Managers, changes: Changes, except: string): [Manager, FieldSet][] {
  const taken = union(changes.modified, changes.added)
  return [...managers]
    .filter(([key]) => key !== except)
    .map(([, manager]): [Manager, FieldSet] => [manager, intersection(manager.set, taken)])
    .filter(([, set]) => !isEmptySet(set))
}

export function unmanaged(object: ApiObject): ApiObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Whether two states are the same but for the times at which fields got their owners. */
export function sameButTimes(a: ApiObject, b: ApiObject): boolean {
  return same(unmanaged(a), unmanaged(b)) && same(timeless(a), timeless(b))
}

function timeless({ metadata }: ApiObject): JsonObject[] {
  const entries = Array.isArray(metadata.managedFields) ? (metadata.managedFields as JsonObject[]) : []
  return entries.map((entry) => ({ ...entry, time: undefined }))
}
