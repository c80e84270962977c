export type FieldPath = readonly PropertyKey[]

/** A path as users write it, such as `spec.kubernetes.env[0].name`. */
export function writePath(path: FieldPath): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`
      const name = String(part)
      return /^[\w-]{1,64}$/.test(name) ? `.${name}` : `["${name.replaceAll(/[^ -~]|["\\]/g, '?').slice(0, 64)}"]`
    })
    .join('')
    .replace(/^\./, '')
}

/** What stands at a path of parsed YAML or JSON. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    root,
  )
}
