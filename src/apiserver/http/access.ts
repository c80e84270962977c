/**
 * Who is let in: a client certificate of our own authority, or our token. The host header must name this server, and no
 * page of a browser may ask: both close the ways of a web page on the same machine.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { ApiFailure } from '../failure.ts'

export interface Access {
  refuse(request: IncomingMessage): ApiFailure | undefined
}

export function accessBy(token: string, hosts: () => ReadonlySet<string>): Access {
  const expected = digest(token)
  return {
    refuse(request) {
      const { host = '', authorization } = request.headers
      if (isOfPage(request, hosts())) return forbidden('requests of web pages are refused')
      if (!hosts().has(host.toLowerCase())) return forbidden(`the host ${JSON.stringify(host)} is not this server`)
      if (request.headers['impersonate-user'] !== undefined)
        return forbidden('this server has one user, and nobody to act as')
      if (request.socket instanceof TLSSocket && request.socket.authorized) return undefined
      const given = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? ''
      if (timingSafeEqual(digest(given.trim()), expected)) return undefined
      return new ApiFailure(401, 'Unauthorized', 'Unauthorized')
    },
  }
}

/**
 * Browsers say which page asks. Programs may too: WebSocket clients name the server itself as the origin, and Node's
 * fetch sends Sec-Fetch-Mode alone; no page of ours is there that could misuse either.
 */
function isOfPage({ headers }: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  const { origin } = headers
  if (headers['sec-fetch-site'] !== undefined || headers['sec-fetch-dest'] !== undefined) return true
  return origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^https:\/\//, ''))
}

/** Digest, so that what is compared has one length. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function forbidden(why: string): ApiFailure {
  return new ApiFailure(403, 'Forbidden', `Forbidden: ${why}`)
}
