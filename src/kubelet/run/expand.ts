/**
 * `$(NAME)` in command, args and env, exactly as Kubernetes expands it: `$$` is a dollar sign, an unknown name stays as
 * it is written, and nothing else is special.
 */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let out = ''
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1]
    if (text[at] !== '$' || next === undefined) {
      out += text[at]
      continue
    }
    const end = next === '(' ? text.indexOf(')', at + 2) : -1
    if (end < 0) {
      out += next === '$' ? '$' : `$${next}`
      at += 1
      continue
    }
    const name = text.slice(at + 2, end)
    out += variables.get(name) ?? `$(${name})`
    at = end
  }
  return out
}
