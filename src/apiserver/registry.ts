/** Every resource that is served now: the built-in ones, and those of the CustomResourceDefinitions in the store. */
import { customResourceDefinitions } from './crd/definition-kind.ts'
import { customResources } from './crd/custom-resource.ts'
import type { ApiObject } from './object.ts'
import { storeName, type ResourceDefinition } from './resource.ts'

export class Registry {
  readonly #builtin: readonly ResourceDefinition[]
  readonly #custom = new Map<string, ResourceDefinition[]>()
  #all: readonly ResourceDefinition[] | undefined
  /** Counts changes, for what is derived from the list. */
  generation = 0

  constructor(builtin: readonly ResourceDefinition[]) {
    this.#builtin = [...builtin, customResourceDefinitions]
  }

  all(): readonly ResourceDefinition[] {
    return (this.#all ??= [...this.#builtin, ...[...this.#custom.values()].flat()])
  }

  find(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.all().find((known) => known.plural === plural && known.group === group && known.version === version)
  }

  byStoreName(name: string): ResourceDefinition | undefined {
    return this.all().find((known) => storeName(known) === name)
  }

  /** Tells of a change in the store; only CustomResourceDefinitions matter. */
  changed(definition: ResourceDefinition, object: Readonly<ApiObject>, gone: boolean): void {
    if (definition.kind !== customResourceDefinitions.kind) return
    const { name = '' } = object.metadata
    if (gone) this.#custom.delete(name)
    else this.#custom.set(name, customResources(object))
    this.#all = undefined
    this.generation++
  }
}
