import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { GitFailure } from '../../git/failure.ts'
import type { Api, DownloadAction } from './batch.ts'
import { withoutLfs } from './endpoint.ts'
import { refusal } from './refusal.ts'
import type { Web } from './web.ts'

/** One content as the server sends it, from wherever it says; undefined where nothing is there. */
export async function download(
  web: Web,
  api: Api,
  action: DownloadAction,
  signal: AbortSignal,
): Promise<Readable | undefined> {
  let url = allowed(action.href, api)
  let headers = headersFor(url, api, action)
  const authorized = 'authorization' in headers
  for (let turn = 0; turn <= mostRedirects; turn += 1) {
    const response = await web.send({ method: 'GET', url, headers }, signal)
    const status = response.statusCode ?? 0
    if (status === 200) return response
    response.resume()
    if (status === 404 || status === 410) return undefined
    const location = locationOf(response)
    if (location === undefined) throw refusedDownload(url, status, authorized && turn === 0)
    url = allowed(location, api, url)
    // Where a redirect leads gets neither our credential nor the server's.
    headers = {}
  }
  throw new GitFailure('unknown', `the LFS server ${api.url.host} redirects without end`)
}

const mostRedirects = 3

/** Without a credential of ours, it is the server's own link that does not hold. */
function refusedDownload({ host }: URL, status: number, authorized: boolean): GitFailure {
  if (authorized || (status !== 401 && status !== 403)) return refusal({ host, status, message: '', authorized })
  return new GitFailure('unknown', `${host} refuses a link of the LFS server (status ${status})`, {
    hint: `see whether its links still hold when they are used, ${withoutLfs}`,
  })
}

function locationOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return statusCode >= 300 && statusCode < 400 ? headers.location : undefined
}

/** https; and plain http on this machine where the server itself is there. Everything else a server must not choose. */
function allowed(href: string, api: Api, base?: URL): URL {
  const url = URL.canParse(href, base?.href) ? new URL(href, base) : undefined
  const plain = url?.protocol === 'http:' && api.url.protocol === 'http:' && url.hostname === api.url.hostname
  if (url !== undefined && (url.protocol === 'https:' || plain)) {
    // A name and a password in it would become a header.
    url.username = ''
    url.password = ''
    return url
  }
  throw new GitFailure('unknown', `the LFS server ${api.url.host} sends to a URL that is not https`)
}

/** The server's own for this content; ours only to the server's own address, and where it gives none. */
function headersFor(url: URL, api: Api, { header }: DownloadAction): Record<string, string> {
  const given = Object.entries(header ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  const headers: Record<string, string> = Object.fromEntries(given.filter(([name]) => !connection.has(name)))
  const ours = api.headers.authorization
  if (url.origin === api.url.origin && ours !== undefined) headers.authorization ??= ours
  return headers
}

/** What says how a request is carried is not the server's to choose. */
const connection = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
