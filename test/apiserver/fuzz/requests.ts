/** One random request after the other, so made that many get deep into the server. */
import type { Random } from './random.ts'
import type { Served } from './surface.ts'
import { anything, oddText, valueOf } from './values.ts'

export interface FuzzRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const methods = ['GET', 'GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
const bodyTypes = [
  'application/json',
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'x',
]
const patchTypes = [
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
]
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const metadata = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
const accepted = ['application/json', 'application/json', table, metadata, 'application/yaml', '*/*', 'text/html', '']
const parameters: Readonly<Record<string, readonly string[]>> = {
  dryRun: ['All', 'All', 'None'],
  fieldManager: ['fuzz', 'other', 'x'.repeat(200)],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'No'],
  force: ['true', 'false'],
  limit: ['1', '500', '-1', 'x'],
  continue: ['', 'e30', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0', '%'],
  resourceVersion: ['0', '1', '5', '99999999999', 'x'],
  resourceVersionMatch: ['Exact', 'NotOlderThan', 'x'],
  labelSelector: ['a=b', 'a in (b,c),!d', 'a>1', 'a in (', ',,', 'constructor'],
  fieldSelector: ['metadata.name=n1', 'status.phase!=Running', 'a', 'spec.x=1', 'metadata.name=a\\,b'],
  includeObject: ['None', 'Object', 'Metadata', 'x'],
  watch: ['true', '1', 'false'],
  timeoutSeconds: ['1', '0', '-1', 'x'],
  allowWatchBookmarks: ['true'],
  sendInitialEvents: ['true', 'false'],
  gracePeriodSeconds: ['0', '30', '-5', 'x'],
  propagationPolicy: ['Orphan', 'Background', 'x'],
  container: ['c', ''],
  tailLines: ['1', '-1', 'x'],
  command: ['ls'],
  pretty: ['true'],
}

export function aRequest(surface: readonly Served[], random: Random): FuzzRequest {
  const served = random.pick(surface)
  const method = random.pick(methods)
  const onCollection = method === 'POST' ? random.chance(0.9) : random.chance(0.25)
  const name = onCollection ? '' : `/${encodeURIComponent(aName(random).toWellFormed())}`
  const part =
    name && served.subresources.length > 0 && random.chance(0.3) ? `/${random.pick(served.subresources)}` : ''
  const namespace = random.chance(0.95) ? random.pick(['default', 'default', 'n1', 'n2']) : oddText(random)
  const path = `${served.path.replace('{namespace}', encodeURIComponent(namespace.toWellFormed()))}${name}${part}${query(random)}`
  const accept = random.pick(accepted)
  const patches = method === 'PATCH' && random.chance(0.95)
  const type = patches ? random.pick(patchTypes) : random.pick(bodyTypes)
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method) && random.chance(0.97)
  return {
    method,
    path: random.chance(0.01) ? brokenPath(path, random) : path,
    headers: { ...(accept && { accept }), ...(hasBody && { 'content-type': type }) },
    body: hasBody ? bodyOf(served, method, type, name.slice(1), random) : undefined,
  }
}

/** Few, so that requests meet what others made. */
function aName(random: Random): string {
  return random.chance(0.95) ? `n${random.below(6)}` : oddText(random)
}

function query(random: Random): string {
  const chosen = random.some(Object.keys(parameters), random.chance(0.3) ? 0.15 : 0.04)
  if (chosen.length === 0) return ''
  const pairs = chosen.map((name): [string, string] => [name, random.pick(parameters[name] ?? [])])
  return `?${new URLSearchParams(pairs).toString()}`
}

function brokenPath(path: string, random: Random): string {
  const at = random.below(path.length)
  return `/${path.slice(1, at)}${random.pick(['%', '//', '%ff', '/..', '?'])}${path.slice(Math.max(1, at))}`
}

function bodyOf(served: Served, method: string, type: string, name: string, random: Random): string {
  if (random.chance(0.02))
    return random.pick(['', '{', '[]', 'null', '"x"', '{"a":1,"a":2}', '\u0000', '- a\n b: c', '&a [*a]'])
  const value = type === 'application/json-patch+json' ? operations(random) : objectFor(served, method, name, random)
  const text = JSON.stringify(value)
  return random.chance(0.02) ? text.slice(0, random.below(text.length)) : text
}

function objectFor(served: Served, method: string, name: string, random: Random): unknown {
  const value = valueOf(served.schema, served.schemas, random)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (method === 'DELETE') return random.chance(0.5) ? {} : value
  if (method === 'PATCH' && random.chance(0.4)) {
    // The version is one of long ago, which is a conflict wherever the object is there.
    const version = random.chance(0.2) && { resourceVersion: '1' }
    return { metadata: { labels: { a: 'b' }, finalizers: random.pick([[], ['x/y'], null]), ...version } }
  }
  const { group, version, kind } = served
  const head = { apiVersion: group ? `${group}/${version}` : version, kind }
  const own = random.chance(0.9) ? { name: name || aName(random) } : valueOf({ type: 'object' }, {}, random)
  return { ...value, ...(random.chance(0.97) && head), ...(random.chance(0.9) && { metadata: own }) }
}

const pointers = [
  '/metadata/labels',
  '/metadata/labels/a',
  '/spec',
  '/spec/x',
  '/status',
  '',
  '/metadata/finalizers/-',
  '/~1',
  'x',
]

function operations(random: Random): unknown {
  if (random.chance(0.05)) return anything(random)
  return Array.from({ length: random.below(4) }, () => ({
    op: random.pick(['add', 'remove', 'replace', 'test', 'copy', 'move', 'x']),
    path: random.pick(pointers),
    from: random.pick(pointers),
    ...(random.chance(0.8) && { value: anything(random) }),
  }))
}
