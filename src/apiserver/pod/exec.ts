import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Cluster } from '../cluster.ts'
import { badRequest, type Status } from '../failure.ts'
import { statusOf } from '../http/response.ts'
import { isTrue } from '../http/flag.ts'
import { openChannels, protocols } from './channels.ts'
import { chooseContainer, type ChosenContainer } from './container-choice.ts'

const pingMs = 30_000

let sockets: WebSocketServer | undefined

export interface ExecTarget {
  readonly namespace: string
  readonly name: string
  readonly query: URLSearchParams
}

/** Runs a command in a container over a WebSocket. Throws what can still be answered over HTTP. */
export function upgradeToExec(
  cluster: Cluster,
  target: ExecTarget,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const command = target.query.getAll('command')
  const chosen = chooseContainer(cluster, target.namespace, target.name, target.query.get('container') ?? '')
  if (command.length === 0) throw badRequest('you must specify at least 1 command for the container')
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  if (!protocols.some((known) => offered.includes(known))) {
    throw badRequest(`unable to upgrade: none of the subprotocols is known; known are ${protocols.join(', ')}`)
  }
  cluster.streams.open(socket)
  sockets ??= new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 4 * 1024 * 1024,
    handleProtocols: (wanted) => protocols.find((known) => wanted.has(known)) ?? false,
  })
  sockets.handleUpgrade(request, socket, head, (client) => void run(cluster, chosen, command, target.query, client))
}

async function run(
  cluster: Cluster,
  { agent, pod, container }: ChosenContainer,
  command: readonly string[],
  query: URLSearchParams,
  client: WebSocket,
): Promise<void> {
  const gone = new AbortController()
  const closing = () => client.terminate()
  const ping = setInterval(() => client.ping(), pingMs)
  ping.unref()
  client.on('close', () => gone.abort())
  client.on('error', () => gone.abort())
  cluster.signal.addEventListener('abort', closing)
  const { stdin, stdout, stderr, sizes, finish } = openChannels(client, isTrue(query.get('stdin')))
  for (const stream of [stdin, stdout, stderr]) stream?.on('error', () => gone.abort())
  try {
    const options = { command, tty: isTrue(query.get('tty')), stdin, stdout, stderr, sizes, signal: gone.signal }
    const code = await agent.exec(pod, container, options)
    await Promise.all([stdout, stderr].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))))
    finish(exitStatus(code))
  } catch (error) {
    if (client.readyState === client.OPEN) finish(statusOf(error))
  } finally {
    clearInterval(ping)
    cluster.signal.removeEventListener('abort', closing)
  }
}

function exitStatus(code: number): Status {
  if (code === 0) return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}
