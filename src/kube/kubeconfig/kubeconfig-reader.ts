import type { Problem } from '../../errors.ts'
import type { KubeconfigText, PathSegment } from './kubeconfig-text.ts'

/** Takes values out of a kubeconfig and collects what is wrong, with its line. No message repeats a value: it may be a secret. */
export class KubeconfigReader {
  readonly path: string
  readonly problems: Problem[] = []
  readonly #text: KubeconfigText

  constructor(path: string, text: KubeconfigText) {
    this.path = path
    this.#text = text
  }

  has(at: string, key: string): boolean {
    const value = this.#at(at, key)
    return value !== undefined && value !== null
  }

  /** An empty text counts as not given, as for kubectl. */
  text(at: string, key: string): string | undefined {
    const value = this.#at(at, key)
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    // A number where text is meant is taken as it is written: kubectl does so.
    if (typeof value === 'number' || typeof value === 'boolean')
      return this.#text.source(steps(join(at, key))) ?? String(value)
    this.problem(join(at, key), `must be text, found ${nameOf(value)}`)
    return undefined
  }

  flag(at: string, key: string): boolean | undefined {
    const value = this.#at(at, key)
    if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined
    this.problem(join(at, key), `must be true or false, found ${nameOf(value)}`)
    return undefined
  }

  map(at: string, key: string): Record<string, unknown> | undefined {
    const value = this.#at(at, key)
    if (value === undefined || value === null) return undefined
    if (isRecord(value)) return value
    this.problem(join(at, key), `must be a map, found ${nameOf(value)}`)
    return undefined
  }

  texts(at: string, key: string): string[] | undefined {
    const list = this.#list(at, key)
    return list?.map((_, index) => this.text(`${join(at, key)}.${index}`, '') ?? '')
  }

  textLists(at: string, key: string): Record<string, string[]> | undefined {
    const map = this.map(at, key)
    return map && Object.fromEntries(Object.entries(map).map(([name, list]) => [name, [list].flat().map(String)]))
  }

  pairs(at: string, key: string): { name: string; value: string }[] {
    return (this.#list(at, key) ?? []).map((_, index) => {
      const entry = `${join(at, key)}.${index}`
      return { name: this.text(entry, 'name') ?? '', value: this.text(entry, 'value') ?? '' }
    })
  }

  /** A list of `{name, <key>: {…}}`, by name. */
  named<T>(list: string, key: string, read: (at: string) => T): Map<string, T> {
    const found = new Map<string, T>()
    for (const index of (this.#list('', list) ?? []).keys()) {
      const at = `${list}.${index}`
      const name = this.text(at, 'name')
      if (name === undefined) this.problem(`${at}.name`, 'is missing')
      else if (found.has(name)) this.problem(`${at}.name`, 'is defined twice in this file')
      else {
        this.map(at, key)
        found.set(name, read(`${at}.${key}`))
      }
    }
    return found
  }

  problem(at: string, message: string): void {
    const line = this.#text.line(steps(at))
    this.problems.push({ field: at, message: line === undefined ? message : `${message} (line ${line})` })
  }

  #list(at: string, key: string): unknown[] | undefined {
    const value = this.#at(at, key)
    if (value === undefined || value === null) return undefined
    if (Array.isArray(value)) return value
    this.problem(join(at, key), `must be a list, found ${nameOf(value)}`)
    return undefined
  }

  #at(at: string, key: string): unknown {
    return steps(join(at, key)).reduce<unknown>((value, step) => {
      return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined
    }, this.#text.data)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function join(at: string, key: string): string {
  return [at, key].filter((part) => part !== '').join('.')
}

function steps(at: string): PathSegment[] {
  return at.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return isRecord(value) ? 'a map' : `a ${typeof value}`
}
