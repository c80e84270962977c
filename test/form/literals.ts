/** The string literals of a source file, each with what stands before it: enough to tell an error's words from a path. */
export interface Literal {
  readonly text: string
  readonly line: number
  /** The code before it, comments apart. */
  readonly before: string
}

const mostBefore = 200

export function literalsIn(source: string): Literal[] {
  const found: Literal[] = []
  let [at, code] = [0, '']
  const add = (text: string, from: number) => {
    found.push({ text, line: source.slice(0, from).split('\n').length, before: code.slice(-mostBefore) })
    code += "''"
  }
  while (at < source.length) {
    const rest = source.slice(at, at + 2)
    const letter = rest[0] ?? ''
    if (rest === '//' || rest === '/*') at = endOfComment(source, at, rest)
    else if (letter === '/' && /(?:[(,=:[!&|?{};\n]|\breturn)\s*$/.test(code.slice(-20))) {
      at = endOfRegex(source, at)
      code += '/x/'
    } else if (letter === "'" || letter === '"' || letter === '`') {
      const { text, end } = letter === '`' ? templateAt(source, at) : stringAt(source, at, letter)
      add(text, at)
      at = end
    } else {
      code += letter
      at += 1
    }
  }
  return found
}

function endOfComment(source: string, at: number, start: string): number {
  const mark = start === '//' ? '\n' : '*/'
  const end = source.indexOf(mark, at + 2)
  return end < 0 ? source.length : end + (start === '//' ? 0 : 2)
}

function endOfRegex(source: string, at: number): number {
  const [literal] = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n[])+\/[a-z]*/.exec(source.slice(at, at + 2000)) ?? ['/']
  return at + literal.length
}

function stringAt(source: string, at: number, quote: string): { text: string; end: number } {
  let end = at + 1
  while (end < source.length && source[end] !== quote) end += source[end] === '\\' ? 2 : 1
  return { text: source.slice(at + 1, end).replaceAll(/\\(['"])/g, '$1'), end: end + 1 }
}

/** What is put in counts as one word; literals inside of it as well as text. */
function templateAt(source: string, at: number): { text: string; end: number } {
  let [text, end] = ['', at + 1]
  while (end < source.length && source[end] !== '`') {
    if (source.startsWith('${', end)) {
      end = endOfInserted(source, end + 2)
      text += '…'
    } else {
      const length = source[end] === '\\' ? 2 : 1
      text += source.slice(end, end + length)
      end += length
    }
  }
  return { text, end: end + 1 }
}

function endOfInserted(source: string, at: number): number {
  let [end, depth] = [at, 1]
  while (end < source.length && depth > 0) {
    const letter = source[end] ?? ''
    if (letter === '`') end = templateAt(source, end).end
    else if (letter === "'" || letter === '"') end = stringAt(source, end, letter).end
    else {
      if (letter === '{') depth += 1
      if (letter === '}') depth -= 1
      end += 1
    }
  }
  return end
}
