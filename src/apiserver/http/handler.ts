/** Every request comes through here: who asks, what for, and the reply. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Cluster } from '../cluster.ts'
import { aggregated, coreVersions, groupList, groupOf, resourceList } from '../discovery/discovery.ts'
import { openApiDocument, openApiIndex } from '../discovery/openapi.ts'
import {
  badRequest,
  BadPath,
  methodNotAllowed,
  noSuchPath,
  notFound,
  PageNotFound,
  type ApiFailure,
} from '../failure.ts'
import { upgradeToExec } from '../pod/exec.ts'
import type { Access } from './access.ts'
import { send, sendFailure, sendText, statusOf } from './response.ts'
import { chooseMedia } from './media.ts'
import { handleResource } from './resource-request.ts'
import { findTarget } from './target.ts'
import { version } from './version.ts'

export async function handle(
  cluster: Cluster,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const refused = access.refuse(request)
    if (refused) throw refused
    await route(cluster, request, response)
  } catch (error) {
    sendFailure(response, error)
  }
}

async function route(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { parts, query } = readPath(request)
  const [first] = parts
  if (first === 'api' || first === 'apis') {
    if (parts.length > (first === 'api' ? 2 : 3)) return handleTarget(cluster, parts, query, request, response)
    if (request.method !== 'GET') throw methodNotAllowed()
    return handleDiscovery(cluster, parts, request, response)
  }
  if (first === 'version' && request.method !== 'GET') throw methodNotAllowed()
  if (first === 'version') return send(response, { code: 200, body: version })
  const isHealth = parts.length === 1 || (parts.length === 2 && parts[1] === 'ping')
  if (isHealth && ['healthz', 'livez', 'readyz'].includes(first ?? '')) return sendText(response, 200, 'ok')
  if (first === 'openapi' && parts[1] === 'v3') {
    // Kubernetes calls the index plain text.
    if (parts.length === 2) return sendText(response, 200, JSON.stringify(openApiIndex(cluster.registry)))
    const document = openApiDocument(cluster.registry, parts.slice(2).join('/'))
    if (document !== undefined) return send(response, { code: 200, body: document })
    // Without a word, as Kubernetes does it.
    response.writeHead(404).end()
    return
  }
  if (first === undefined)
    return send(response, {
      code: 200,
      body: { paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'] },
    })
  sendText(response, 404, '404 page not found\n')
}

async function handleTarget(
  cluster: Cluster,
  parts: readonly string[],
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = findTarget(cluster.registry, parts)
  if (found.found === 'nothing') throw parts[0] === 'api' ? noSuchPath() : new PageNotFound()
  if (found.found === 'version') throw found.custom ? new PageNotFound() : noSuchPath()
  if (found.found === 'resource') {
    if (['attach', 'portforward', 'proxy'].includes(parts.at(-1) ?? '')) throw upgradeNeeded()
    throw found.definition.custom ? notFound(found.definition, found.name) : noSuchPath()
  }
  if (found.target.subresource === 'exec') throw upgradeNeeded()
  return handleResource({ cluster, target: found.target, query, request, response })
}

async function handleDiscovery(
  cluster: Cluster,
  parts: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { registry } = cluster
  const [first, second, third] = parts
  const core = first === 'api'
  if (second === undefined) {
    const { accept = '', host = '' } = request.headers
    if (accept.includes('g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')) {
      const contentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
      const media = { shape: 'object', yaml: false, contentType } as const
      return send(response, { code: 200, body: aggregated(registry, core), media })
    }
    return send(response, {
      code: 200,
      body: core ? coreVersions(host) : groupList(registry),
      media: chooseMedia(accept),
    })
  }
  const body = core
    ? resourceList(registry, { group: '', version: second })
    : third === undefined
      ? groupOf(registry, second)
      : resourceList(registry, { group: second, version: third })
  if (!body) throw core ? noSuchPath() : new PageNotFound()
  return send(response, { code: 200, body })
}

/** WebSockets: only `pods/exec` is one. */
export function handleUpgrade(
  cluster: Cluster,
  access: Access,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy())
  try {
    const refused = access.refuse(request)
    if (refused) throw refused
    const { parts, query } = readPath(request)
    const found = findTarget(cluster.registry, parts)
    if (found.found !== 'target' || found.target.subresource !== 'exec') throw upgradeNeeded()
    const { namespace, name } = found.target
    upgradeToExec(cluster, { namespace, name, query }, request, socket, head)
  } catch (error) {
    const status = statusOf(error)
    const body = JSON.stringify(status)
    const head = `HTTP/1.1 ${status.code} Refused\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    socket.end(head + body)
  }
}

function upgradeNeeded(): ApiFailure {
  return badRequest(
    'Upgrade request required: this server offers exec over WebSocket (v5.channel.k8s.io, v4.channel.k8s.io); attach and port-forward it does not offer',
  )
}

function readPath(request: IncomingMessage): { parts: string[]; query: URLSearchParams } {
  const [path = '', query = ''] = splitOnce(request.url ?? '/', '?')
  if (path.includes('//')) throw path.startsWith('/api/') ? noSuchPath() : new PageNotFound()
  // Decoded before it is split: a name cannot hide a slash.
  const parts = decoded(path)
    .split('/')
    .filter((part) => part !== '')
  return { parts, query: new URLSearchParams(query.split('&').filter(isDecodable).join('&')) }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new BadPath()
  }
}

/** Parameters that are not encoded correctly count as not given. */
function isDecodable(parameter: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(parameter)
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
