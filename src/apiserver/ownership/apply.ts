/** Server-side apply: a configuration laid over the live object, less what its manager applied before and does not any more. */
import { badRequest } from '../failure.ts'
import { isObject, same, type ApiObject, type JsonObject } from '../object.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import { changesBetween } from './changes.ts'
import { conflictsBetween } from './conflict.ts'
import { intersection, isEmptySet, minus, union, type FieldSet } from './field-set.ts'
import { fieldsOf } from './fields-of.ts'
import { keyOf, readManagers, type Manager, type Managers, type Writer } from './managers.ts'
import { merged } from './merge.ts'
import { named } from './named.ts'
import { conflictsWith, ownable, unmanaged, withoutLost } from './owners.ts'
import { withoutFields } from './remove-fields.ts'
import { startOf } from './start.ts'
import { checkTypes } from './typed.ts'

export interface Applied {
  readonly object: ApiObject
  readonly managers: Managers
}

export interface Application {
  readonly definition: ResourceDefinition
  readonly writer: Writer
  readonly force: boolean
  readonly time: string
}

/** `live` is undefined where there is nothing yet. */
export function applied(application: Application, live: ApiObject | undefined, configuration: JsonObject): Applied {
  const { definition, writer, force, time } = application
  const { schema } = definition
  const { metadata } = configuration
  if (isObject(metadata) && metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil')
  checkTypes(configuration, definition)
  const before = live ? managersOf(live, definition) : new Map<string, Manager>()
  const start = live && unmanaged(live)
  const key = keyOf(writer)
  const known = before.get(key)
  const set = ownable(fieldsOf(configuration, schema), definition, writer)
  const claimed = new Map([...before, [key, { ...writer, time, set }]])
  const object = pruned(merged(start, configuration, schema), known?.set, claimed, definition)
  const changes = changesBetween(start ?? startOf(definition), object, schema)
  const conflicts = force ? [] : conflictsWith(claimed, changes, key)
  if (conflicts.length > 0) throw conflictsBetween(conflicts)
  const managers = withoutLost(claimed, changes, key)
  // Whoever changes nothing leaves no time.
  if (same(start, object)) managers.set(key, { ...writer, time: known?.time ?? '', set })
  return { object, managers }
}

/** Takes away what the manager applied last time, does not now, and nobody else owns. */
function pruned(
  object: unknown,
  last: FieldSet | undefined,
  claimed: Managers,
  { schema }: ResourceDefinition,
): ApiObject {
  if (!last || isEmptySet(last)) return object as ApiObject
  const owned = [...claimed.values()].reduce<FieldSet>((all, { set }) => union(all, set), new Map())
  const given = minus(named(last, schema), named(owned, schema))
  const there = named(fieldsOf(object, schema), schema)
  return withoutFields(object, intersection(given, there), schema) as ApiObject
}

/** Managers of the live object: one that owns everything where nobody has applied to it and nothing was tracked. */
function managersOf(live: ApiObject, definition: ResourceDefinition): Managers {
  const known = readManagers(live.metadata.managedFields) ?? new Map<string, Manager>()
  if (known.size > 0) return known
  const writer = {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: apiVersionOf(definition),
    subresource: '',
  } as const
  const { added } = changesBetween({}, live, definition.schema)
  const time = live.metadata.creationTimestamp ?? ''
  return new Map([[keyOf(writer), { ...writer, time, set: ownable(added, definition, writer) }]])
}
