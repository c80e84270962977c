/** An API server to be measured, ours or a peer, spoken to as barely as Node can. */
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCluster } from '../../src/kube/kubeconfig/find-cluster.ts'

/** How to reach it, as a process of its own is told. */
export interface Access {
  readonly server: string
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
}

export interface Target {
  readonly access: Access
  open(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<IncomingMessage>
  /** The whole answer; throws where the server refuses. */
  ok(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Buffer>
  close(): void
}

export async function openTarget(kubeconfigText: string): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'gastown-bench-'))
  try {
    const kubeconfig = join(folder, 'kubeconfig')
    await writeFile(kubeconfig, kubeconfigText, { mode: 0o600 })
    return await openTargetOf(kubeconfig)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export async function openTargetOf(kubeconfig: string): Promise<Target> {
  const { server, ca, user } = await findCluster({ kubeconfig, env: {}, home: '' })
  return targetOf({ server, ca: text(ca), cert: text(user?.cert), key: text(user?.key) })
}

function text(pem: string | Buffer | undefined): string | undefined {
  return pem?.toString()
}

export function targetOf(access: Access): Target {
  const { server, ca, cert, key } = access
  const { hostname, port } = new URL(server)
  const agent = new Agent({ keepAlive: true, ca, cert, key })
  // It would be made of the certificates for every request; all of them go to the same place.
  agent.getName = () => server
  const open: Target['open'] = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const own = text === undefined ? {} : { 'content-type': 'application/json' }
      const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }
      const sent = request({ hostname, port, path, method, agent, headers: { ...own, ...length, ...headers } }, resolve)
      sent.on('error', reject)
      sent.end(text)
    })
  return {
    access,
    open,
    async ok(method, path, body, headers) {
      const answer = await open(method, path, body, headers)
      const whole = await wholeOf(answer)
      if ((answer.statusCode ?? 0) >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${whole}`)
      return whole
    },
    close: () => agent.destroy(),
  }
}

function wholeOf(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => void chunks.push(chunk))
    answer.on('end', () => resolve(Buffer.concat(chunks)))
    answer.on('error', reject)
  })
}
