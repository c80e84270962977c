/** Sends requests to one of the servers, as written: no client library stands between. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { parse } from 'yaml'

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Client {
  send(sent: Sent): Promise<IncomingMessage>
  close(): void
}

/** The first cluster and user of a kubeconfig. */
export function clientOf(kubeconfig: string): Client {
  const config = parse(kubeconfig) as Record<'clusters' | 'users', Record<string, Record<string, string>>[]>
  const cluster = config.clusters[0]?.cluster ?? {}
  const user = config.users[0]?.user ?? {}
  const agent = new Agent({
    keepAlive: true,
    ca: part(cluster, 'certificate-authority'),
    cert: part(user, 'client-certificate'),
    key: part(user, 'client-key'),
  })
  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const all = { 'user-agent': 'contract/1.0', ...length, ...headers }
        const sent = request(`${cluster.server}${path}`, { method, agent, headers: all }, resolve)
        sent.on('error', reject)
        sent.end(body)
      }),
    close: () => agent.destroy(),
  }
}

function part(of: Record<string, string>, name: string): string | undefined {
  const data = of[`${name}-data`]
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8')
  const file = of[name]
  return file === undefined ? undefined : readFileSync(file, 'utf8')
}

export async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
