/** JSON as servers read it: with the fields that stand twice, which JSON.parse hides. */

/** Paths of fields that an object of the text names twice. The text is JSON, and the value what JSON.parse made of it. */
export function duplicateFields(text: string, value: unknown): string[] {
  // Most clients send what JSON.stringify would: then nothing was lost in parsing, and the slow look is not needed.
  if (JSON.stringify(value) === text.trimEnd()) return []
  const found: string[] = []
  const stack: { keys: Set<string> | undefined; path: string; index: number }[] = []
  let key = ''
  const strings = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\],]/gs
  for (const match of text.matchAll(strings)) {
    const top = stack.at(-1)
    const [token, content, colon] = match
    if (token === '{' || token === '[') {
      const path = top ? pathOf(top, key) : ''
      stack.push({ keys: token === '{' ? new Set() : undefined, path, index: 0 })
    } else if (token === '}' || token === ']') stack.pop()
    else if (token === ',') {
      if (top) top.index++
    } else if (colon !== undefined && top?.keys) {
      key = JSON.parse(`"${content}"`) as string
      const path = pathOf(top, key)
      if (top.keys.has(key) && !found.includes(path)) found.push(path)
      top.keys.add(key)
    }
  }
  return found
}

/** Depth of lists and objects in a text, without parsing it. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index)
    else if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth)
    else if (code === closeBrace || code === closeBracket) depth--
  }
  return deepest
}

const [quote, openBrace, openBracket, closeBrace, closeBracket, backslash] = [...'"{[}]\\'].map((character) =>
  character.charCodeAt(0),
)

function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1
  return index
}

function pathOf(top: { keys: Set<string> | undefined; path: string; index: number }, key: string): string {
  if (!top.keys) return `${top.path}[${top.index}]`
  return top.path ? `${top.path}.${key}` : key
}

/** Why a text is no JSON, in the words of Go. */
export function jsonProblem(text: string, error: unknown): string {
  if (text.trim() === '') return 'unexpected end of JSON input'
  const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
  if (at === undefined || Number(at) >= text.length) return 'unexpected end of JSON input'
  const character = text[Number(at)] ?? ''
  const before = text.slice(0, Number(at)).trimEnd().at(-1)
  const place = before === '{' ? 'looking for beginning of object key string' : 'looking for beginning of value'
  return `invalid character '${character}' ${place}`
}
