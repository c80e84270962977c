/**
 * The few kinds that kubectl sends as protobuf whatever it was offered (`create namespace`, `create secret`,
 * `create configmap`, `auth can-i`, `auth whoami`), read into what they are in JSON. Field numbers are those of Kubernetes'
 * generated.proto; fields that are not listed are not read.
 */
import { badRequest } from '../failure.ts'
import { put, type JsonObject } from '../object.ts'

type Field = { readonly name: string; readonly type: 'string' | 'bytes' | 'bool' | 'strings' | Message | MapOf }
type Message = { readonly [number: number]: Field }
type MapOf = { readonly mapOf: 'string' | 'bytes' }

const strings: MapOf = { mapOf: 'string' }
const metadata: Message = {
  1: { name: 'name', type: 'string' },
  2: { name: 'generateName', type: 'string' },
  3: { name: 'namespace', type: 'string' },
  11: { name: 'labels', type: strings },
  12: { name: 'annotations', type: strings },
  14: { name: 'finalizers', type: 'strings' },
}
const attributes: Message = Object.fromEntries(
  ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'].map((name, index) => [
    index + 1,
    { name, type: 'string' },
  ]),
)
const paths: Message = { 1: { name: 'path', type: 'string' }, 2: { name: 'verb', type: 'string' } }
const review: Message = {
  1: { name: 'resourceAttributes', type: attributes },
  2: { name: 'nonResourceAttributes', type: paths },
}
const kinds: Record<string, Message> = {
  Namespace: { 1: { name: 'metadata', type: metadata } },
  ConfigMap: {
    1: { name: 'metadata', type: metadata },
    2: { name: 'data', type: strings },
    3: { name: 'binaryData', type: { mapOf: 'bytes' } },
    4: { name: 'immutable', type: 'bool' },
  },
  Secret: {
    1: { name: 'metadata', type: metadata },
    2: { name: 'data', type: { mapOf: 'bytes' } },
    3: { name: 'type', type: 'string' },
    4: { name: 'stringData', type: strings },
    5: { name: 'immutable', type: 'bool' },
  },
  SelfSubjectAccessReview: { 1: { name: 'metadata', type: metadata }, 2: { name: 'spec', type: review } },
  SelfSubjectRulesReview: {
    1: { name: 'metadata', type: metadata },
    2: { name: 'spec', type: { 1: { name: 'namespace', type: 'string' } } },
  },
  SelfSubjectReview: { 1: { name: 'metadata', type: metadata } },
}

const typeMeta: Message = { 1: { name: 'apiVersion', type: 'string' }, 2: { name: 'kind', type: 'string' } }
const envelope: Message = { 1: { name: 'typeMeta', type: typeMeta }, 2: { name: 'raw', type: 'bytes' } }
const magic = Buffer.from('k8s\0')

export const protobuf = 'application/vnd.kubernetes.protobuf'

/** Object of a protobuf message, as in JSON; undefined for a kind that is not read here. */
export function decodeProtobuf(bytes: Buffer): JsonObject | undefined {
  if (!bytes.subarray(0, magic.length).equals(magic))
    throw badRequest('provided data does not appear to be a protobuf message')
  const { typeMeta: type, raw } = decode(bytes.subarray(magic.length), envelope) as {
    typeMeta?: JsonObject
    raw?: string
  }
  const message = Object.hasOwn(kinds, String(type?.kind)) ? kinds[String(type?.kind)] : undefined
  return message && { ...type, ...decode(Buffer.from(raw ?? '', 'base64'), message) }
}

function decode(bytes: Buffer, message: Message): JsonObject {
  const result: JsonObject = {}
  for (const { number, value } of fields(bytes)) {
    const field = message[number]
    if (!field) continue
    const { name, type } = field
    if (type === 'bool') result[name] = value === 1
    else if (typeof value === 'number') continue
    else if (type === 'strings')
      result[name] = [...((result[name] as string[] | undefined) ?? []), value.toString('utf8')]
    else if (typeof type === 'string') result[name] = scalar(value, type)
    else if ('mapOf' in type) addPair((result[name] ??= {}) as JsonObject, value, type as MapOf)
    else result[name] = decode(value, type as Message)
  }
  // Empty strings are what Go leaves out of JSON.
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== ''))
}

function addPair(target: JsonObject, bytes: Buffer, { mapOf }: MapOf): void {
  const parts = new Map([...fields(bytes)].map(({ number, value }) => [number, value]))
  const [key, value] = [parts.get(1), parts.get(2)]
  put(target, Buffer.isBuffer(key) ? key.toString('utf8') : '', Buffer.isBuffer(value) ? scalar(value, mapOf) : '')
}

function scalar(value: Buffer, type: 'string' | 'bytes'): string {
  return value.toString(type === 'bytes' ? 'base64' : 'utf8')
}

function* fields(bytes: Buffer): Generator<{ number: number; value: Buffer | number }> {
  let at = 0
  const varint = (): number => {
    let result = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || scale > 2 ** 63) throw badRequest('the protobuf message ends too early')
      result += (byte & 127) * scale
      if (byte < 128) return result
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    const length = { 0: 0, 1: 8, 2: -1, 5: 4 }[tag % 8]
    if (length === undefined) throw badRequest('the protobuf message cannot be read')
    if (length === 0) yield { number, value: varint() }
    else {
      const size = length < 0 ? varint() : length
      if (at + size > bytes.length) throw badRequest('the protobuf message ends too early')
      yield { number, value: bytes.subarray(at, (at += size)) }
    }
  }
}
