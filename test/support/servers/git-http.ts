/** A real git server over http or https on this machine: `git http-backend` for each request, for one folder of bare repositories. */
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'

export interface GitHttp {
  /** URL of the folder: a repository's is `${url}/name.git`. */
  readonly url: string
  /** Path and credential of every request so far. */
  readonly requests: readonly { readonly path: string; readonly authorization: string | undefined }[]
  close(): Promise<void>
}

export interface GitHttpOptions {
  /** Basic authentication is asked for. */
  readonly user?: { readonly name: string; readonly password: string }
  /** Every request is sent on to this URL instead. */
  readonly redirect?: string
  /** Bodies that are larger than git's http.postBuffer are refused, as a proxy's limit does it. */
  readonly smallBodies?: boolean
  /** A status for a request instead of an answer, asked each time once the whole request has come. */
  readonly refuse?: (path: string) => number | undefined
  /** Whether a request is never answered. */
  readonly hang?: (path: string) => boolean
  /** Answers requests for LFS, which come to the same address. */
  readonly lfs?: (request: IncomingMessage, response: ServerResponse) => void
  /** https with this certificate, both PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** 0 takes any free port. */
  readonly port?: number
}

export async function serveGit(folder: string, options: GitHttpOptions = {}): Promise<GitHttp> {
  const requests: { path: string; authorization: string | undefined }[] = []
  const sockets = new Set<Socket>()
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/'
    const { authorization } = request.headers
    requests.push({ path, authorization })
    if (options.redirect !== undefined) return void response.writeHead(302, { location: options.redirect + path }).end()
    if (options.user && authorization !== basic(options.user))
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    if (options.lfs && /\/(info\/lfs|content)\//.test(path)) return options.lfs(request, response)
    // Read to its end first: who is cut off while sending may never see the answer.
    if (options.smallBodies && request.headers['transfer-encoding'] === 'chunked')
      return void request.resume().on('end', () => response.writeHead(413).end())
    if (options.hang?.(path) === true) return
    const status = options.refuse?.(path)
    if (status !== undefined) return void request.resume().on('end', () => response.writeHead(status).end())
    backend(folder, request, response)
  }
  const { certificate } = options
  const server = certificate === undefined ? createServer(answer) : createTlsServer(certificate, answer)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function basic({ name, password }: { name: string; password: string }): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
}

function backend(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://here')
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_ADDR: '127.0.0.1',
      REMOTE_USER: 'git',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => {})
  child.on('error', () => response.writeHead(500).end())
  response.on('close', () => child.kill())
  answerWith(child.stdout, response)
}

/** CGI: header lines, an empty line, and the body as it comes. */
function answerWith(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0)
  const readHead = (piece: Buffer): void => {
    head = Buffer.concat([head, piece])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    output.off('data', readHead)
    let status = 200
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const at = line.indexOf(':')
      const [name, value] = [line.slice(0, at), line.slice(at + 1).trim()]
      if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.writeHead(status)
    response.write(head.subarray(end + 4))
    output.pipe(response)
  }
  output.on('data', readHead)
  output.on('end', () => response.end())
}
