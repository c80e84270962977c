/** Who owns the fields that a write changes. */
import type { ApiObject } from '../object.ts'
import { ownUpdate } from '../ownership/owners.ts'
import { writeManagers, type Managers, type Writer } from '../ownership/managers.ts'
import type { ResourceDefinition } from '../resource.ts'
import { timestamp } from './timestamp.ts'

/** Notes the owners on the next state of an object; `old` is undefined at its creation. */
export type Owning = (next: ApiObject, old: ApiObject | undefined) => void

/** Owners after a create, an update or a patch. */
export function owningChanges(definition: ResourceDefinition, writer: Writer): Owning {
  return (next, old) => ownUpdate(definition, old, next, writer, timestamp(Date.now()))
}

/** Owners after an apply, which has worked them out already. */
export function owning(managers: () => Managers): Owning {
  return (next) => writeManagers(next, managers())
}
