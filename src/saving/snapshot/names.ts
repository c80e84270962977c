/** Characters that some file systems leave out when they compare names, as the bytes of their UTF-8. */
const unseen = /\u00e2\u0080[\u008c-\u008f\u00aa-\u00ae]|\u00e2\u0081[\u00aa-\u00af]|\u00ef\u00bb\u00bf/g

/**
 * What a name is to git: `repository` is a repository's own folder; `refused` would be one on some file system, so that
 * a server that checks objects refuses the whole push.
 */
export function nameKind(name: string): 'repository' | 'refused' | 'ordinary' {
  if (name === '.git') return 'repository'
  if (!/^[^g]*g[^i]*i[^t]*t/i.test(name)) return 'ordinary'
  const candidates = name.split('\\').map((part) => part.replaceAll(unseen, ''))
  return candidates.some((part) => /^(\.git|git~1)[ .]*(:.*)?$/is.test(part)) ? 'refused' : 'ordinary'
}

/** A path of ours as bytes, like the names in the agent's folders. */
export function asBytes(path: string): string {
  return Buffer.from(path).toString('latin1')
}

/** The first of some paths, for people. */
export function shownPaths(paths: readonly string[]): string {
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : ''
  return `${paths.slice(0, 3).map(shownPath).join(', ')}${more}`
}

/** A path for people: printable ASCII, cut. */
export function shownPath(path: string): string {
  const clean = path.replaceAll(/[^\u0020-\u007e]/g, '?')
  return clean.length <= 100 ? clean : `...${clean.slice(-97)}`
}
