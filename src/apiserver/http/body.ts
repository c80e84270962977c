/** Reads request bodies. */
import type { IncomingMessage } from 'node:http'
import type { YAMLParseError } from 'yaml'
import { messageOf } from '../../errors.ts'
import { ApiFailure, badRequest, unsupportedMediaType } from '../failure.ts'
import { decodeProtobuf, protobuf } from './protobuf.ts'
import { depthOf, duplicateFields, jsonProblem } from './json-text.ts'

const maxBytes = 3 * 1024 * 1024
const mostRead = 8 * maxBytes
/** Depth limit: deeper than anybody's objects, and far from where recursion ends. */
const maxDepth = 500

export interface Body {
  readonly value: unknown
  readonly text: string
  /** Messages about fields that are there twice. */
  readonly duplicates: readonly string[]
}

async function readText(request: IncomingMessage): Promise<string> {
  const text = (await readBytes(request)).toString('utf8')
  if (depthOf(text) > maxDepth) throw badRequest(`the body is nested more than ${maxDepth} deep`)
  return text
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      // The rest is read and forgotten: breaking off would take the reply away from the client.
      if (size <= maxBytes) chunks.push(chunk)
      else reject(tooLarge())
      if (size > mostRead) request.destroy()
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('aborted', () => reject(badRequest('the request ended too early')))
  })
}

/** The body of a create or update. */
export async function readObject(request: IncomingMessage, kind: string): Promise<Body> {
  const type = contentType(request)
  if (type === 'application/yaml') return parseYaml(await readText(request))
  if (type === protobuf) {
    const value = decodeProtobuf(await readBytes(request))
    if (value) return { value, text: JSON.stringify(value), duplicates: [] }
  }
  if (type !== '' && type !== 'application/json') {
    throw unsupportedMediaType(['application/json', 'application/yaml', protobuf])
  }
  const text = await readText(request)
  try {
    return parseJson(text)
  } catch (error) {
    const found = text === '' ? '<empty>' : text.slice(0, 100)
    const why = `couldn't get version/kind; json parse error: ${jsonProblem(text, error)} (${found})`
    throw badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`)
  }
}

/** The body of a patch in JSON; of a strategic one the real server says less where it is none. */
export async function readPatch(request: IncomingMessage, strategic: boolean): Promise<Body> {
  const text = await readText(request)
  try {
    return parseJson(text)
  } catch (error) {
    throw badRequest(`${strategic ? '' : 'error decoding patch: '}${jsonProblem(text, error)}`)
  }
}

/** An apply configuration: YAML, of which JSON is a part. */
export async function readConfiguration(request: IncomingMessage): Promise<Body> {
  return parseYaml(await readText(request))
}

/** A body that may be left out, such as DeleteOptions. */
export async function readOptional(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request)
  if (text.trim() === '' || contentType(request).includes('protobuf')) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${jsonProblem(text, error)}`)
  }
}

/** An escape that may be half of a character: in UTF-8 it stands for nothing, and Go puts U+FFFD there. */
const halfSurrogate = /\\u[dD][89a-fA-F]/

function wellFormed(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\ufffd') : value
}

function parseJson(text: string): Body {
  const value: unknown = halfSurrogate.test(text) ? JSON.parse(text, wellFormed) : JSON.parse(text)
  return { value, text, duplicates: duplicateFields(text, value).map((path) => `duplicate field "${path}"`) }
}

async function parseYaml(text: string): Promise<Body> {
  if (text.trimStart().startsWith('{')) {
    try {
      return parseJson(text)
    } catch {
      // What is no JSON may still be YAML in flow style.
    }
  }
  const { parseDocument } = await import('yaml')
  try {
    const document = parseDocument(text)
    const twice = document.errors.filter(({ code }) => code === 'DUPLICATE_KEY')
    const error = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY')
    if (error) throw error
    // Once more as JSON: of a date, or a number that is none, it makes what a client in JSON would have sent.
    const { value } = parseJson(JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? 'null')
    return { value, text, duplicates: twice.length > 0 ? [keysTwice(text, twice)] : [] }
  } catch (error) {
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${messageOf(error)}`)
  }
}

/** Problems in one message, as Go's YAML decoder puts it. */
function keysTwice(text: string, errors: readonly YAMLParseError[]): string {
  const lines = errors.map(({ pos }) => {
    const line = text.slice(0, pos[0]).split('\n').length
    const key = /^(["']?)(.*?)\1\s*:/.exec(text.slice(pos[0]))?.[2] ?? ''
    return `  line ${line}: key ${JSON.stringify(key)} already set in map`
  })
  return `yaml: unmarshal errors:\n${lines.join('\n')}`
}

export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

function tooLarge(): ApiFailure {
  return new ApiFailure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBytes}`)
}
