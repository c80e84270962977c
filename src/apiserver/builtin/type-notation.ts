/**
 * Schemas of the built-in kinds, read from a notation of one line a type:
 *
 *     Container = args:string[] name!:string limits:quantity{} env:EnvVar[](merge=name)
 *
 * `!` required, `[]` list, `{}` map; in brackets `merge=KEY` (strategic merge patch merges by it), `retain` (its
 * retainKeys), `keys=A+B` and `set` (for server-side apply), `atomic`.
 */
import type { Schema } from '../schema/schema.ts'
import { coreTypes } from './core-types.ts'
import { crdTypes, identityTypes, leaseTypes, metaTypes, reviewTypes } from './meta-types.ts'
import { podTypes } from './pod-types.ts'

const plain: Record<string, Schema> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
  time: { type: 'string', format: 'date-time' },
  microtime: { type: 'string', format: 'date-time' },
  quantity: { 'x-kubernetes-int-or-string': true },
  'int-or-string': { 'x-kubernetes-int-or-string': true },
  any: { 'x-kubernetes-preserve-unknown-fields': true },
}

const types = new Map<string, { text: string; flags: string; prefix: string }>()
const read = new Map<string, Schema>()

/** The schema of a built-in type by its Go name, such as `Pod`. */
export function builtinType(name: string): Schema {
  if (types.size === 0)
    for (const source of [podTypes, coreTypes, metaTypes, leaseTypes, reviewTypes, identityTypes, crdTypes])
      index(source)
  const known = read.get(name)
  if (known) return known
  const entry = types.get(name)
  if (!entry) throw new Error(`No built-in type ${name}`)
  const schema: Schema = { type: 'object', typeName: name, properties: {} }
  read.set(name, schema)
  if (entry.flags.includes('atomic')) schema['x-kubernetes-map-type'] = 'atomic'
  const fields = entry.text.split(/\s+/).map(field)
  schema.properties = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]))
  schema.required = fields.filter((field) => field.required).map(({ name }) => name)
  return schema
}

/** Name of a type in OpenAPI, such as `io.k8s.api.core.v1.Pod`. */
export function openApiName(name: string): string {
  return `${types.get(name)?.prefix}.${name}`
}

function index(source: { prefix: string; text: string }): void {
  for (const line of source.text.trim().replaceAll(/\n\s+/g, ' ').split('\n')) {
    const [, name = '', flags = '', text = ''] = line.match(/^(\w+)(?:\((\w+)\))? = (.*)$/) ?? []
    types.set(name, { text, flags, prefix: source.prefix })
  }
}

function field(text: string): { name: string; required: boolean; schema: Schema } {
  const match = text.match(/^([^!:]+)(!?):([\w-]+)((?:\[\]|\{\})*)(?:\((.*)\))?$/)
  if (!match) throw new Error(`Cannot read the field ${text}`)
  const [, name = '', required = '', type = '', shape = '', notes = ''] = match
  let schema = plain[type] ?? builtinType(type)
  for (const wrap of shape.match(/\[\]|\{\}/g) ?? []) {
    schema = wrap === '[]' ? { type: 'array', items: schema } : { type: 'object', additionalProperties: schema }
  }
  return { name, required: required === '!', schema: notes ? { ...schema, ...marks(notes.split(',')) } : schema }
}

function marks(notes: readonly string[]): Partial<Schema> {
  const value = (name: string) => notes.find((note) => note.startsWith(`${name}=`))?.slice(name.length + 1)
  const mergeKey = value('merge')
  const keys = value('keys')?.split('+') ?? (mergeKey ? [mergeKey] : undefined)
  return {
    ...(mergeKey !== undefined && {
      'x-kubernetes-patch-merge-key': mergeKey,
      'x-kubernetes-patch-strategy': notes.includes('retain') ? 'merge,retainKeys' : 'merge',
    }),
    ...(keys && { 'x-kubernetes-list-type': 'map' as const, 'x-kubernetes-list-map-keys': keys }),
    ...(notes.includes('set') && { 'x-kubernetes-list-type': 'set' as const }),
    ...(notes.includes('atomic') && { 'x-kubernetes-map-type': 'atomic' as const }),
  }
}
