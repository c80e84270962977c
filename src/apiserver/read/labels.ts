/** Label selectors: `a=b,c!=d,e in (f,g),!h`. */
import { badRequest } from '../failure.ts'

export type Matches<T> = (value: T) => boolean

export function labelSelector(text: string): Matches<Record<string, string>> {
  const requirements = parse(text)
  return (labels) => requirements.every((holds) => holds(labels))
}

function parse(text: string): Matches<Record<string, string>>[] {
  const tokens = text.match(/[(),]|!=|==|=|!|<|>|[^\s(),!=<>]+/g) ?? []
  const requirements: Matches<Record<string, string>>[] = []
  let at = 0
  const next = () => tokens[at++]
  while (at < tokens.length) {
    requirements.push(requirement(next, () => tokens[at]))
    const separator = next()
    if (separator !== undefined && separator !== ',') throw unexpected(separator, "',' or 'end of string'")
    if (separator === ',' && at >= tokens.length) throw unexpected('', 'identifier after ,')
  }
  return requirements
}

function requirement(next: () => string | undefined, peek: () => string | undefined): Matches<Record<string, string>> {
  const first = next() ?? ''
  if (first === '!') {
    const key = identifier(next())
    return (labels) => !Object.hasOwn(labels, key)
  }
  const key = identifier(first)
  const following = peek()
  if (following === undefined || following === ',') return (labels) => Object.hasOwn(labels, key)
  const operator = next() ?? ''
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const value = peek() === undefined || peek() === ',' ? '' : identifier(next())
      return operator === '!=' ? (labels) => valueOf(labels, key) !== value : (labels) => valueOf(labels, key) === value
    }
    case 'in':
    case 'notin': {
      const values = list(next)
      return (labels) => values.has(valueOf(labels, key) ?? '\0') === (operator === 'in')
    }
    case 'gt':
    case '>':
    case 'lt':
    case '<': {
      const bound = Number(identifier(next()))
      const greater = operator === 'gt' || operator === '>'
      return (labels) => {
        const value = Number(valueOf(labels, key))
        return greater ? value > bound : value < bound
      }
    }
    default:
      throw unexpected(operator, 'in, notin, =, ==, !=, gt, lt')
  }
}

/** Labels may be called what every JavaScript object has, such as `constructor`. */
function valueOf(labels: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function list(next: () => string | undefined): Set<string> {
  const open = next()
  if (open !== '(') throw unexpected(open, "'('")
  const values = new Set<string>()
  for (;;) {
    const token = next()
    if (token === ')') return values
    if (token === undefined) throw unexpected(token, "',' or ')'")
    if (token === ',') continue
    values.add(identifier(token))
  }
}

function identifier(token: string | undefined): string {
  if (token === undefined || /^[(),!=<>]+$/.test(token)) throw unexpected(token, 'identifier')
  return token
}

function unexpected(found: string | undefined, expected: string): Error {
  return badRequest(`unable to parse requirement: found '${found ?? ''}', expected: ${expected}`)
}
