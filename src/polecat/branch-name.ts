/**
 * Why git would refuse a branch of this name, or undefined: the rules of `git check-ref-format --branch`, and none that
 * looks like an option or a full ref. https://git-scm.com/docs/git-check-ref-format
 */
export function branchProblem(name: string): string | undefined {
  if (name.startsWith('-')) return "begins with '-', which git would take for an option"
  if (name.startsWith('refs/')) return "begins with 'refs/': expected the branch alone, such as 'main'"
  if (name === 'HEAD') return "is 'HEAD', which is not a branch"
  if (Buffer.byteLength(name) > 244) return 'is longer than 244 bytes'
  return refProblem(name)
}

/** The same for any ref or part of one. */
export function refProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '@') return "is '@', which git reserves"
  // oxlint-disable-next-line no-control-regex
  const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]/.exec(name)?.[0]
  if (forbidden !== undefined) return `contains ${spoken(forbidden)}, which git does not allow`
  for (const part of ['..', '@{', '//']) if (name.includes(part)) return `contains '${part}', which git does not allow`
  if (name.startsWith('/') || name.endsWith('/')) return "begins or ends with '/', which git does not allow"
  if (name.endsWith('.')) return "ends with '.', which git does not allow"
  for (const part of name.split('/')) {
    if (part.startsWith('.')) return "has a part that begins with '.', which git does not allow"
    if (part.endsWith('.lock')) return "has a part that ends with '.lock', which git does not allow"
  }
  return undefined
}

function spoken(character: string): string {
  if (character === ' ') return 'a space'
  return character < ' ' || character === '\u007f' ? 'a control character' : `'${character}'`
}
