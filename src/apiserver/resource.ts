/** What the server knows of a resource: one record each, in `builtin/`, or made from a CustomResourceDefinition. */
import type { ResourceWords } from './failure.ts'
import type { ApiObject } from './object.ts'
import type { FieldProblem } from './problem.ts'
import type { Schema } from './schema/schema.ts'
import type { Column } from './table/column.ts'

interface Subresource {
  readonly name: string
  readonly kind: string
  readonly verbs: readonly string[]
}

export interface ResourceDefinition extends ResourceWords {
  readonly version: string
  readonly listKind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly custom: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly Subresource[]
  /** Response of a kind that is only asked, never stored. */
  readonly review?: (question: ApiObject, namespace: string) => ApiObject
  /** The whole object, metadata included: what is pruned, merged and described by. */
  readonly schema: Schema
  readonly columns: readonly Column[]
  readonly nameIs: 'subdomain' | 'label'
  /** Whether metadata.generation counts changes of what is not metadata or status. */
  readonly countsGenerations: boolean
  /** Whether a PUT without resourceVersion overwrites. */
  readonly unconditionalUpdate: boolean
  /** Whether a DELETE answers with the object where it is gone. */
  readonly returnsDeleted: boolean
  /** What no writer owns, because the server replaces it: paths as in managedFields. */
  readonly unowned: readonly (readonly string[])[]
  /** Paths that the definition of a custom resource lists for field selectors, such as `spec.size`. */
  readonly selectableFields?: readonly string[]
  /** Fields that a field selector can name, besides metadata.name and metadata.namespace. */
  fields(object: ApiObject): Record<string, string>
  /** Defaults and what only the server sets; `old` on update. Changes the object in place. */
  prepare(object: ApiObject, old: ApiObject | undefined, part: WritePart): void
  validate(object: ApiObject, old: ApiObject | undefined, part?: WritePart): FieldProblem[]
  /** Rules that are not tried on what is invalid. */
  readonly checkRules?: (object: ApiObject, old: ApiObject | undefined) => FieldProblem[]
  /** What admission adds to a new object; nobody owns it. Changes the object in place. */
  admit(object: ApiObject): void
  /** Seconds that a deletion leaves the object to end; 0 where it goes at once. */
  graceSeconds(object: ApiObject, wanted: number | undefined): number
}

/** Which part of an object a request writes. */
export type WritePart = 'main' | 'status'

export function apiVersionOf(definition: { group: string; version: string }): string {
  return definition.group ? `${definition.group}/${definition.version}` : definition.version
}

export function storeName(words: { group: string; plural: string }): string {
  return words.group ? `${words.plural}.${words.group}` : words.plural
}

export function hasStatus(definition: ResourceDefinition): boolean {
  return definition.subresources.some(({ name }) => name === 'status')
}

const objectVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const
export const partVerbs = ['get', 'patch', 'update'] as const

/** What most built-in resources have in common. */
export const ordinary = {
  group: '',
  version: 'v1',
  shortNames: [],
  categories: [],
  namespaced: true,
  custom: false,
  verbs: objectVerbs,
  subresources: [],
  nameIs: 'subdomain',
  countsGenerations: false,
  unconditionalUpdate: true,
  returnsDeleted: false,
  unowned: [],
  fields: () => ({}),
  prepare: () => undefined,
  admit: () => undefined,
  validate: () => [],
  graceSeconds: () => 0,
} satisfies Partial<ResourceDefinition>
