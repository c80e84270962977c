import { ApiFailure, badRequest } from '../failure.ts'
import { copy, isObject, put, same, textAt, type JsonObject } from '../object.ts'

const maxOperations = 10_000
/** Characters of JSON that all copies may come to: each can double the document. */
const maxCopied = 3 * 1024 * 1024

/**
 * JSON patch (RFC 6902); the target is changed. By hand: fast-json-patch has no limit for copies, and does
 * not answer as the real server does.
 */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp')
  }
  if (patch.length > maxOperations) {
    const message = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`
    throw new ApiFailure(413, 'RequestEntityTooLarge', message)
  }
  let copied = 0
  return patch.reduce((document: unknown, operation: unknown) => {
    if (!isObject(operation)) throw refused()
    if (operation.op === 'copy') {
      copied += JSON.stringify(find(document, pointer(textAt(operation, 'from')))).length
      if (copied > maxCopied) throw tooMuchCopied()
    }
    return apply(document, operation)
  }, target)
}

function apply(document: unknown, operation: JsonObject): unknown {
  if (typeof operation.path !== 'string') throw refused()
  const path = pointer(operation.path)
  switch (operation.op) {
    case 'add':
      return add(document, path, copy(operation.value ?? null))
    case 'replace':
      return replace(document, path, copy(operation.value ?? null))
    case 'remove':
      find(document, path)
      return remove(document, path)
    case 'test':
      if (!same(find(document, path), operation.value)) throw refused()
      return document
    case 'copy':
      return add(document, path, copy(find(document, pointer(textAt(operation, 'from')))))
    case 'move': {
      const from = pointer(textAt(operation, 'from'))
      const value = find(document, from)
      return add(remove(document, from), path, value)
    }
    default:
      throw refused()
  }
}

function pointer(text: string): string[] {
  if (text === '') return []
  if (!text.startsWith('/')) throw refused()
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function find(document: unknown, path: readonly string[]): unknown {
  return path.reduce((at: unknown, part) => {
    if (Array.isArray(at)) return at[indexIn(at, part, at.length - 1)]
    if (isObject(at) && Object.hasOwn(at, part)) return at[part]
    throw refused()
  }, document)
}

function add(document: unknown, path: readonly string[], value: unknown): unknown {
  const last = path.at(-1)
  if (last === undefined) return value
  const parent = find(document, path.slice(0, -1))
  if (Array.isArray(parent))
    parent.splice(last === '-' ? parent.length : indexIn(parent, last, parent.length), 0, value)
  else if (isObject(parent)) put(parent, last, value)
  else throw refused()
  return document
}

/** As the real server has it, a field that is not there is made; an item of a list must be there. */
function replace(document: unknown, path: readonly string[], value: unknown): unknown {
  const last = path.at(-1)
  if (last === undefined) return value
  if (isObject(find(document, path.slice(0, -1)))) return add(document, path, value)
  find(document, path)
  return add(remove(document, path), path, value)
}

function remove(document: unknown, path: readonly string[]): unknown {
  const last = path.at(-1)
  if (last === undefined) return null
  const parent = find(document, path.slice(0, -1))
  if (Array.isArray(parent)) parent.splice(indexIn(parent, last, parent.length - 1), 1)
  else if (isObject(parent)) delete parent[last]
  return document
}

function indexIn(list: unknown[], part: string, max: number): number {
  const index = /^(0|[1-9]\d*)$/.test(part) ? Number(part) : Number.NaN
  if (!(index <= max) || list.length < index) throw refused()
  return index
}

function tooMuchCopied(): ApiFailure {
  return new ApiFailure(413, 'RequestEntityTooLarge', `The copies of a JSON patch come to more than ${maxCopied} bytes`)
}

/** What the real server says of every operation that cannot be done. */
function refused(): ApiFailure {
  return new ApiFailure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}
