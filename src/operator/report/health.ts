import { createServer, type Server } from 'node:http'
import { stuck, unready, type OperatorState } from './operator-state.ts'
import type { PrometheusMeter } from './prometheus-meter.ts'

interface Page {
  readonly status: number
  readonly text: string
  readonly type?: string
}

const notFound: Page = { status: 404, text: 'not found\n' }

/** Serves /healthz, /readyz and /metrics until the signal; what is wrong is said in plain text, a line each. */
export async function serveHealth(
  port: number,
  { state, meter }: { readonly state: OperatorState; readonly meter: Pick<PrometheusMeter, 'text' | 'contentType'> },
  signal: AbortSignal,
): Promise<Server> {
  const pages: Record<string, () => Page | Promise<Page>> = {
    '/healthz': () => verdict(stuck(state, performance.now()), 500),
    '/readyz': () => verdict(unready(state, performance.now()), 503),
    '/metrics': async () => ({ status: 200, text: await meter.text(), type: meter.contentType }),
  }
  const server = createServer((request, response) => {
    const page = pages[request.url?.split('?')[0] ?? '']
    void Promise.resolve(page?.() ?? notFound).then(({ status, text, type = 'text/plain; charset=utf-8' }) =>
      response.writeHead(status, { 'content-type': type }).end(text),
    )
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

function verdict(troubles: readonly string[], status: number): Page {
  return troubles.length === 0 ? { status: 200, text: 'ok\n' } : { status, text: `${troubles.join('\n')}\n` }
}
