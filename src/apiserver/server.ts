/** The embedded API server: Kubernetes' HTTP API on loopback, for one machine and one user. */
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:https'
import { GastownError, messageOf } from '../errors.ts'
import { events } from './builtin/events.ts'
import { nodes } from './builtin/nodes.ts'
import { pods } from './builtin/pods.ts'
import { reviews } from './builtin/reviews.ts'
import { configMaps, leases, namespaces, secrets } from './builtin/small.ts'
import type { Cluster } from './cluster.ts'
import { customResourceDefinitions } from './crd/definition-kind.ts'
import { loadCredentials, type Credentials } from './credentials.ts'
import { accessBy } from './http/access.ts'
import { handle, handleUpgrade } from './http/handler.ts'
import { Streams } from './http/streams.ts'
import { limitUnauthenticated } from './http/limit-unauthenticated.ts'
import { kubeconfigText } from './kubeconfig.ts'
import type { NodeAgent } from './node-agent.ts'
import { forgetOldEvents } from './old-events.ts'
import { Registry } from './registry.ts'
import { storeName } from './resource.ts'
import { Store } from './store/store.ts'
import { create } from './write/create.ts'

const address = '127.0.0.1'

/** Whoever only opens connections, or sends a request byte by byte, is soon cut off. */
const limits = {
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 120_000,
  // Commands of `exec` are in the query.
  maxHeaderSize: 256 * 1024,
}
const maxConnections = 2000

export interface ServerOptions {
  /** Folder of the data and the keys; made with mode 0700. */
  dataDir: string
  /** 0 or nothing: any free port. */
  port?: number
  /** Namespace of the kubeconfig's context, for users who name none. */
  namespace?: string
  nodeAgent?: NodeAgent
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** YAML with the authority and a client credential. */
  readonly kubeconfig: string
  close(): Promise<void>
  /** Called at the start of every request. */
  onRequest(listener: () => void): void
  setNodeAgent(agent: NodeAgent): void
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const store = new Store(options.dataDir)
  const closing = new AbortController()
  try {
    const credentials = await loadCredentials(options.dataDir)
    const registry = new Registry([pods, namespaces, secrets, configMaps, events, nodes, leases, ...reviews])
    const cluster: Cluster = {
      store,
      registry,
      nodeAgent: options.nodeAgent,
      streams: new Streams(),
      signal: closing.signal,
    }
    for (const entry of store.list(storeName(customResourceDefinitions))) {
      registry.changed(customResourceDefinitions, entry.object, false)
    }
    await ensureDefaultNamespace(cluster)
    const server = await listen(cluster, credentials, options.port ?? 0)
    const { port } = server.address() as AddressInfo
    const url = `https://${address}:${port}`
    const forgetting = forgetOldEvents(cluster)
    let closed: Promise<void> | undefined
    return {
      url,
      port,
      kubeconfig: kubeconfigText(url, credentials, options.namespace),
      onRequest: (listener) => void server.on('request', listener),
      setNodeAgent: (agent) => void (cluster.nodeAgent = agent),
      close() {
        clearInterval(forgetting)
        return (closed ??= close(server, store, closing))
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function ensureDefaultNamespace(cluster: Cluster): Promise<void> {
  const name = 'default'
  if (cluster.store.get({ resource: storeName(namespaces), namespace: '', name })) return
  await create(cluster, namespaces, '', { metadata: { name } }, false)
}

function listen(cluster: Cluster, credentials: Credentials, port: number): Promise<Server> {
  const hosts = new Set<string>()
  const server = createServer({
    ...limits,
    key: credentials.serverKey,
    cert: credentials.serverCertificate,
    ca: credentials.authority,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
  })
  const access = limitUnauthenticated(
    server,
    accessBy(credentials.token, () => hosts),
  )
  server.on('request', (request, response) => void handle(cluster, access, request, response))
  server.on('upgrade', (request, socket, head) => handleUpgrade(cluster, access, request, socket, head))
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.maxConnections = maxConnections
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, port)))
    server.listen(port, address, () => {
      const { port } = server.address() as AddressInfo
      for (const host of [address, 'localhost']) hosts.add(`${host}:${port}`)
      resolve(server)
    })
  })
}

function cannotListen(error: Error & { code?: string }, port: number): GastownError {
  if (error.code !== 'EADDRINUSE') {
    return new GastownError('cannot-start', `Cannot listen on ${address}:${port}: ${messageOf(error)}`, {
      cause: error,
    })
  }
  const hints = ['Stop the program that uses it, or choose another port.']
  return new GastownError('conflict', `Port ${port} on ${address} is taken.`, { cause: error, hints })
}

async function close(server: Server, store: Store, closing: AbortController): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  closing.abort()
  // Watches end by the signal above, and leave idle connections; whoever does not read to the end is cut off.
  const sweeping = setInterval(() => server.closeIdleConnections(), 10)
  const patience = setTimeout(() => server.closeAllConnections(), 1000)
  await closed
  clearInterval(sweeping)
  clearTimeout(patience)
  await store.close()
}
