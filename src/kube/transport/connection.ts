import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { GastownError } from '../../errors.ts'
import type { ClusterAccess } from '../kubeconfig/cluster-access.ts'
import { identityOf } from '../kubeconfig/identity.ts'
import type { Headers } from '../kubeconfig/credential.ts'
import { proxyFor } from './proxy-choice.ts'
import { openTunnel, readProxy } from './tunnel.ts'

/** The way to one server: one keep-alive agent, through a proxy where there is one, with the credentials of the moment. */
export interface Connection {
  readonly server: string
  /** The server's own path, in front of every path. */
  readonly base: URL
  readonly agent: http.Agent
  /** Readies the agent and gives the headers of a request. */
  headers(): Promise<Headers>
  /** After a 401; true where another try may fare better. */
  renew(): boolean
  /** Drops the connections that nobody uses. */
  close(): void
}

/** Free sockets are dropped before a load balancer does it behind our back. */
const agentOptions = { keepAlive: true, keepAliveMsecs: 30_000, timeout: 25_000, scheduling: 'lifo' } as const

export function openConnection(access: ClusterAccess, env: NodeJS.ProcessEnv): Connection {
  const base = new URL(access.server.endsWith('/') ? access.server : `${access.server}/`)
  const server = `${base.protocol}//${base.host}${base.pathname.replace(/\/$/, '')}`
  const proxyText = access.proxy ?? proxyFor(base, env)
  const proxy = proxyText === undefined ? undefined : readProxy(proxyText)
  const agent = base.protocol === 'https:' ? secureAgent(access, proxy) : plainAgent(proxy)
  const identity = identityOf(access)
  let certificate: string | undefined
  let trust: string[] | undefined
  return {
    server,
    base,
    agent,
    async headers() {
      const [headers, own] = await Promise.all([identity.headers(), identity.certificate()])
      if (agent instanceof https.Agent && (agent.options.secureContext === undefined || own?.cert !== certificate)) {
        trust ??= access.ca === undefined ? machineRoots() : [access.ca]
        agent.options.secureContext = secureContext({ ca: trust, cert: own?.cert, key: own?.key })
        certificate = own?.cert
      }
      return headers
    },
    renew: identity.renew,
    close() {
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
    },
  }
}

function secureContext(options: tls.SecureContextOptions): tls.SecureContext {
  try {
    return tls.createSecureContext(options)
  } catch (error) {
    throw new GastownError('invalid', 'the certificates of the kubeconfig are not valid', { cause: error })
  }
}

/** Companies put their own roots into the system's store, which kubectl reads and Node by itself does not. */
function machineRoots(): string[] {
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
}

function secureAgent(access: ClusterAccess, proxy: URL | undefined): https.Agent {
  const options: https.AgentOptions = { ...agentOptions, rejectUnauthorized: !access.insecure }
  if (access.tlsServerName) options.servername = access.tlsServerName
  return proxy ? new SecureTunnelAgent(options, proxy) : new https.Agent(options)
}

function plainAgent(proxy: URL | undefined): http.Agent {
  return proxy ? new PlainTunnelAgent(agentOptions, proxy) : new http.Agent(agentOptions)
}

type SocketCallback = (error: Error | null, socket: Duplex) => void

class PlainTunnelAgent extends http.Agent {
  readonly #proxy: URL

  constructor(options: http.AgentOptions, proxy: URL) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(options: http.ClientRequestArgs, callback: SocketCallback): undefined {
    void handOver(openTunnel(this.#proxy, endpoint(options)), callback)
  }
}

class SecureTunnelAgent extends https.Agent {
  readonly #proxy: URL

  constructor(options: https.AgentOptions, proxy: URL) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(options: https.RequestOptions, callback: SocketCallback): undefined {
    void handOver(secured(this.#proxy, options), callback)
  }
}

async function secured(proxy: URL, options: https.RequestOptions): Promise<Duplex> {
  const socket = await openTunnel(proxy, endpoint(options))
  const servername = options.servername || (isIP(options.host ?? '') ? '' : (options.host ?? ''))
  return tls.connect({ ...(options as tls.ConnectionOptions), servername, socket })
}

async function handOver(opening: Promise<Duplex>, callback: SocketCallback): Promise<void> {
  let socket: Duplex
  try {
    socket = await opening
  } catch (error) {
    // Node's type wants a socket even where there is none.
    ;(callback as (error: unknown) => void)(error)
    return
  }
  callback(null, socket)
}

function endpoint(options: http.ClientRequestArgs) {
  return { host: (options.host ?? '').replace(/^\[(.*)\]$/, '$1'), port: Number(options.port) }
}
