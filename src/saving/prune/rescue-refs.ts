/** A rescue ref as the remote shows it, taken apart: `<namespace>/<polecat>-<uid8>/<attempt>/<what>`. */
export interface RescueRef {
  readonly ref: string
  readonly commit: string
  readonly polecat: string
  /** Namespace, polecat and the first letters of its uid: what all refs of one polecat begin with. */
  readonly task: string
  readonly attempt: number
  /** Such as `uncommitted` or `other-1a2b3c4d5e6f`. */
  readonly what: string
}

/** Rescue refs among the refs of a remote; what stands in a namespace under another form of name is none of ours. */
export function rescueRefsIn(shown: ReadonlyMap<string, string>, namespaces: readonly string[]): RescueRef[] {
  return [...shown].flatMap(([ref, commit]) => {
    const namespace = namespaces.find((one) => ref.startsWith(`${one}/`))
    if (namespace === undefined) return []
    const [, name = '', polecat = '', attempt = '', what = ''] = form.exec(ref.slice(namespace.length + 1)) ?? []
    return name === '' ? [] : [{ ref, commit, polecat, task: `${namespace}/${name}`, attempt: Number(attempt), what }]
  })
}

const form = /^(([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)-[0-9a-f]{8})\/([1-9]\d{0,8})\/([a-z][a-z0-9-]*)$/
