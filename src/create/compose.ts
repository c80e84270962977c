import { invalid } from '../errors.ts'

/** One source of fields: a rig's defaults, a template, a file, the flags. */
export interface Layer {
  /** For messages. */
  readonly source: string
  readonly value: object
}

/**
 * Layers as one object, lowest first. Objects are merged deeply; lists and single values are replaced; null removes.
 * A reference to a Secret or ConfigMap is replaced as a whole: the key of one means nothing in another.
 */
export function compose(layers: readonly Layer[]): object {
  return layers.reduce((below: object, { source, value }) => {
    if (!isPlain(value)) throw invalid(`${source} contains no fields`, [])
    return merge(below, value)
  }, {})
}

function merge(below: object, above: object): object {
  const merged = new Map<string, unknown>(Object.entries(below))
  for (const [name, value] of Object.entries(above)) {
    const under = merged.get(name)
    if (value === null) merged.delete(name)
    else if (value === undefined) continue
    else if (!isPlain(value)) merged.set(name, value)
    else merged.set(name, merge(isPlain(under) && !name.endsWith('Ref') ? under : {}, value))
  }
  return Object.fromEntries(merged)
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
