import type { ApiObject } from '../object.ts'

/**
 * One stored object. Its JSON text is what memory and disk hold and what most answers are made of; the object itself is
 * parsed when it is needed and forgotten under memory pressure. apiVersion and kind are not stored: the resource knows.
 */
export class Entry {
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly version: number
  readonly text: string
  #object: WeakRef<ApiObject> | undefined

  constructor(key: Key, version: number, text: string, object?: ApiObject) {
    this.resource = key.resource
    this.namespace = key.namespace
    this.name = key.name
    this.version = version
    this.text = text
    if (object) this.#object = new WeakRef(object)
  }

  /** Never changed by anyone: writers copy it first. */
  get object(): Readonly<ApiObject> {
    const known = this.#object?.deref()
    if (known) return known
    const parsed = JSON.parse(this.text) as ApiObject
    this.#object = new WeakRef(parsed)
    return parsed
  }
}

export interface Key {
  /** The resource's name in the store, such as `polecats.gastown.gastown.io`. */
  readonly resource: string
  /** Empty for cluster-scoped resources. */
  readonly namespace: string
  readonly name: string
}
