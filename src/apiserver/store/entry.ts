import type { ApiObject, Metadata } from '../object.ts'

/**
 * The objects that were used last. A parsed object takes five times the memory of its text, so no more are kept; nor
 * would weak references do, which the garbage collector looks at too late.
 */
const parsed = new Map<Entry, Readonly<ApiObject>>()
const mostParsed = 100
const mostCharacters = 64 * 1024

/**
 * One stored object. Its JSON text is what memory and disk hold and what most answers are made of; the object itself is
 * parsed when it is needed. apiVersion and kind are not stored: the resource knows.
 */
export class Entry {
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly version: number
  readonly text: string
  /** Where the metadata ends in the text; 0 until that is asked for. */
  #metadataEnd = 0
  #derived: { readonly by: object; readonly what: unknown } | undefined

  constructor(key: Key, version: number, text: string, object?: ApiObject) {
    this.resource = key.resource
    this.namespace = key.namespace
    this.name = key.name
    this.version = version
    this.text = text
    if (object) remember(this, object)
  }

  /** Never changed by anyone: writers copy it first. */
  get object(): Readonly<ApiObject> {
    const known = parsed.get(this)
    if (known) return known
    const object = JSON.parse(this.text) as ApiObject
    remember(this, object)
    return object
  }

  get metadata(): Readonly<Metadata> {
    return parsed.get(this)?.metadata ?? (JSON.parse(this.metadataText) as Metadata)
  }

  /** The text of the metadata alone; most of the time no object has to be parsed for it. */
  get metadataText(): string {
    const start = '{"metadata":'
    if (!this.text.startsWith(start)) return JSON.stringify(this.object.metadata)
    this.#metadataEnd ||= endOfObject(this.text, start.length)
    return this.text.slice(start.length, this.#metadataEnd)
  }

  /** What `make` made of the object when `by` last asked; made anew where someone else asked since. */
  derived<T>(by: object, make: (object: Readonly<ApiObject>) => T): T {
    if (this.#derived?.by !== by) this.#derived = { by, what: make(this.object) }
    return this.#derived.what as T
  }
}

function remember(entry: Entry, object: Readonly<ApiObject>): void {
  if (entry.text.length > mostCharacters) return
  parsed.set(entry, object)
  if (parsed.size <= mostParsed) return
  for (const [oldest] of parsed) {
    parsed.delete(oldest)
    return
  }
}

/** Where the object that begins at a place of a JSON text ends. */
function endOfObject(text: string, start: number): number {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (character === '"') index = endOfString(text, index)
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return index + 1
  }
  throw new Error('the JSON text of an object has no end')
}

/** The place of the closing quote. */
function endOfString(text: string, start: number): number {
  let index = start + 1
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}

export interface Key {
  /** The resource's name in the store, such as `polecats.gastown.gastown.io`. */
  readonly resource: string
  /** Empty for cluster-scoped resources. */
  readonly namespace: string
  readonly name: string
}
