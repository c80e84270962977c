import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GitServer {
  /** Where its repositories are: `<url>/<name>.git`. */
  readonly url: string
  close(): Promise<void>
}

/** A real git server on loopback: git's own smart HTTP back end, for all repositories of a folder. */
export async function serveGit(folder: string): Promise<GitServer> {
  const server = createServer((request, response) => backEnd(folder, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** One request as one run of `git http-backend`, by the rules of CGI. */
function backEnd(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const { headers } = request
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROTOCOL: [headers['git-protocol'] ?? ''].flat().join(':'),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: headers['content-type'],
      HTTP_CONTENT_ENCODING: headers['content-encoding'],
      CONTENT_LENGTH: headers['content-length'],
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.on('error', () => response.writeHead(500).end())
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  response.on('close', () => child.kill())
  let head = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    sendHead(head.subarray(0, end).toString('latin1'), response)
    response.write(head.subarray(end + 4))
  })
  child.on('close', () => {
    if (!response.headersSent) response.writeHead(500)
    response.end()
  })
}

function sendHead(text: string, response: ServerResponse): void {
  let status = 200
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else response.setHeader(name, value)
  }
  response.writeHead(status)
}
