/** Label selectors: `a=b,c!=d,e in (f,g),!h`. */
import { badRequest } from '../failure.ts'
import { keyProblems, labelValueProblems } from '../metadata.ts'

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
  if (tokens[0] === ',') throw badRequest("found ',', expected: !, identifier, or 'end of string'")
  while (at < tokens.length) {
    requirements.push(requirement(next, () => tokens[at]))
    const separator = next()
    if (separator !== undefined && separator !== ',')
      throw badRequest(`found '${separator}', expected: ',' or 'end of string'`)
    if (separator === ',' && at >= tokens.length) throw unexpected('', 'identifier after ,')
  }
  return requirements
}

function requirement(next: () => string | undefined, peek: () => string | undefined): Matches<Record<string, string>> {
  const first = next() ?? ''
  if (first === '!') {
    const key = checked(identifier(next()))
    return (labels) => !Object.hasOwn(labels, key)
  }
  const key = checked(identifier(first))
  const following = peek()
  if (following === undefined || following === ',') return (labels) => Object.hasOwn(labels, key)
  const operator = next() ?? ''
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const value = peek() === undefined || peek() === ',' ? '' : checkedValue(identifier(next()), key)
      return operator === '!=' ? (labels) => valueOf(labels, key) !== value : (labels) => valueOf(labels, key) === value
    }
    case 'in':
    case 'notin': {
      const values = list(next, key)
      return (labels) => values.has(valueOf(labels, key) ?? '\0') === (operator === 'in')
    }
    case 'gt':
    case '>':
    case 'lt':
    case '<': {
      const bound = wholeNumber(identifier(next()))
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

function list(next: () => string | undefined, key: string): Set<string> {
  const open = next()
  if (open !== '(') throw badRequest(`unable to parse requirement: found '${open ?? ''}' expected: '('`)
  const values = new Set<string>()
  for (;;) {
    const token = next()
    if (token === ')') return values
    if (token === undefined) throw unexpected(token, "',' or ')'")
    if (token === ',') continue
    values.add(checkedValue(identifier(token), key))
  }
}

function identifier(token: string | undefined): string {
  if (token === undefined || /^[(),!=<>]+$/.test(token)) throw unexpected(token, 'identifier')
  return token
}

function checked(key: string): string {
  const [problem] = keyProblems('key', key)
  if (problem) throw badRequest(`unable to parse requirement: <nil>: ${problem.message}`)
  return key
}

function checkedValue(value: string, key: string): string {
  const [problem] = labelValueProblems('values', value)
  if (problem) throw badRequest(`unable to parse requirement: values[0][${key}]: ${problem.message}`)
  return value
}

function wholeNumber(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text)
  const detail = `for 'Gt', 'Lt' operators, the value must be an integer`
  throw badRequest(`unable to parse requirement: values[0]: Invalid value: ${JSON.stringify(text)}: ${detail}`)
}

function unexpected(found: string | undefined, expected: string): Error {
  return badRequest(`unable to parse requirement: found '${found ?? ''}', expected: ${expected}`)
}
