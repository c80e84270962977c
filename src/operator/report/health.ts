import { createServer, type Server } from 'node:http'
import { metricsText, type Metrics } from './metrics.ts'

export interface Health {
  /** Whether all watches have delivered what existed. */
  ready: boolean
  readonly metrics: Metrics
}

/** Serves /healthz, /readyz and /metrics until the signal. */
export async function serveHealth(port: number, health: Health, signal: AbortSignal): Promise<Server> {
  const server = createServer((request, response) => {
    const [status, text] = respond(request.url ?? '', health)
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => {
      server.off('error', reject)
      resolve()
    })
  })
  signal.addEventListener('abort', () => {
    server.close()
    server.closeAllConnections()
  })
  return server
}

function respond(url: string, health: Health): [number, string] {
  switch (url.split('?')[0]) {
    case '/healthz':
      return [200, 'ok\n']
    case '/readyz':
      return health.ready ? [200, 'ok\n'] : [503, 'waiting for the first lists\n']
    case '/metrics':
      return [200, metricsText(health.metrics)]
    default:
      return [404, 'not found\n']
  }
}
