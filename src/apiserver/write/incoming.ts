/** Reads the object of a request: the right kind, known fields, values of the right type. */
import { badRequest, invalidObject } from '../failure.ts'
import { isObject, type ApiObject, type JsonObject } from '../object.ts'
import { invalidValue } from '../problem.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import { decodeError } from '../schema/decode.ts'
import { builtinType } from '../builtin/type-notation.ts'
import { omitEmpty } from '../schema/omit-empty.ts'
import { dropNulls } from '../schema/defaults.ts'
import { prune } from '../schema/prune.ts'

export interface Incoming {
  readonly object: ApiObject
  /** What strict field validation would have refused. */
  readonly warnings: readonly string[]
}

/** Takes the value over: it is changed in place. */
export function incoming(
  definition: ResourceDefinition,
  given: unknown,
  duplicates: readonly string[],
  strictness: 'Strict' | 'Warn' | 'Ignore',
  refuse: (message: string) => Error,
): Incoming {
  // In Go, null decodes to an empty struct.
  const value = given === null && !definition.custom ? {} : given
  if (value === null) throw kindMissing(definition.kind, 'null', '6e756c6c')
  if (!isObject(value)) throw badRequest(`the object provided is unrecognized (must be of type ${definition.kind})`)
  checkKind(definition, value)
  value.metadata ??= {}
  const problem = definition.custom
    ? decodeError(value.metadata, builtinType('ObjectMeta'))
    : decodeError(value, definition.schema)
  if (problem) throw refuse(problem)
  const unknown = prune(value, definition.schema)
  dropNulls(value, definition.schema)
  if (definition.custom) omitEmpty(value.metadata, builtinType('ObjectMeta'))
  else omitEmpty(value, definition.schema)
  const surplus = unknown.map((path) => `unknown field "${path}"`)
  const warnings = definition.custom ? [...duplicates, ...surplus] : [...surplus, ...duplicates]
  if (strictness === 'Strict' && warnings.length > 0) throw refuse(`strict decoding error: ${warnings.join(', ')}`)
  return { object: value as ApiObject, warnings: strictness === 'Warn' ? warnings : [] }
}

/** How a body that cannot be decoded is refused. */
export function cannotHandle(definition: ResourceDefinition): (message: string) => Error {
  const { kind, version } = definition
  return (message) => badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${message}`)
}

/** How a patch is refused whose result cannot be decoded. The patched object is not repeated: it may hold secrets. */
export function cannotPatch(patch: string): (message: string) => Error {
  return (message) => invalidObject({ group: '', kind: '' }, '', [invalidValue('patch', patch, message)])
}

/** Where the real server's scheme comes from belongs to the message. */
function notRegistered({ kind, apiVersion }: JsonObject): string {
  return `no kind "${String(kind)}" is registered for version "${String(apiVersion)}" in scheme "pkg/runtime/scheme.go:110"`
}

function kindMissing(kind: string, text: string, short: string): Error {
  const why = `Object 'Kind' is missing in '${text}' (${short})`
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`)
}

function checkKind(definition: ResourceDefinition, value: JsonObject): void {
  const { kind, version, custom } = definition
  const apiVersion = apiVersionOf(definition)
  if (custom && typeof value.kind !== 'string') {
    const text = JSON.stringify(value)
    const short = text.length > 30 ? `${text.slice(0, 30)} ...` : text
    throw kindMissing(kind, text, short)
  }
  value.kind ??= kind
  if (!custom) value.apiVersion ??= apiVersion
  if (value.apiVersion !== apiVersion) {
    throw badRequest(
      custom
        ? `the API version in the data (${String(value.apiVersion ?? '')}) does not match the expected API version (${apiVersion})`
        : `${String(value.kind)} in version "${String(value.apiVersion).split('/').at(-1)}" cannot be handled as a ${kind}: ${notRegistered(value)}`,
    )
  }
  if (value.kind === kind) return
  if (!custom)
    throw badRequest(
      `${String(value.kind)} in version "${version}" cannot be handled as a ${kind}: converting (v1.${String(value.kind)}) to (core.${kind}): unknown conversion`,
    )
  const { metadata } = value
  const name = isObject(metadata) && typeof metadata.name === 'string' ? metadata.name : ''
  const words = { group: definition.group, kind: String(value.kind) }
  throw invalidObject(words, name, [invalidValue('kind', value.kind, `must be ${kind}`)])
}
