/** A server in a folder of its own, and a plain HTTPS client for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request, type RequestOptions } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { NodeAgent } from '../../src/apiserver/node-agent.ts'
import { credentialsOf } from './credentials-of.ts'
import { startServer, type RunningServer } from '../../src/apiserver/server.ts'

export interface Answer {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: Body
}

/** Whatever JSON came back; tests look into it without ceremony. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Body = any

export interface TestServer {
  readonly running: RunningServer
  readonly dataDir: string
  readonly tls: { ca: string; cert: string; key: string }
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** The raw response, its body unread. */
  open(method: string, path: string, options?: RequestOptions): Promise<IncomingMessage>
  close(): Promise<void>
}

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-apiserver-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Closed and removed when the test ends. */
export async function aServer(dataDir: string = aFolder(), nodeAgent?: NodeAgent): Promise<TestServer> {
  const server = await openServer(dataDir, nodeAgent)
  onTestFinished(() => server.close())
  return server
}

/** For a whole file: whoever opens it closes it. */
export async function openServer(dataDir: string, nodeAgent?: NodeAgent): Promise<TestServer> {
  const running = await startServer({ dataDir, nodeAgent })
  const tls = credentialsOf(running.kubeconfig)
  const agent = new Agent({ keepAlive: true, ...tls })
  const open = (method: string, path: string, options: RequestOptions = {}, body?: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(running.url + path, { method, agent, servername: 'localhost', ...options }, resolve)
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    running,
    dataDir,
    tls,
    open: (method, path, options) => open(method, path, options),
    async ask(method, path, body, headers = {}) {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const type =
        text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }
      return read(await open(method, path, { headers: { ...type, ...headers } }, text))
    },
    async close() {
      agent.destroy()
      await running.close()
    },
  }
}

export async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const isJson = response.headers['content-type']?.startsWith('application/json') ?? false
  const body: unknown = isJson && !text.includes('}\n{') ? JSON.parse(text || 'null') : undefined
  return { code: response.statusCode ?? 0, headers: response.headers, text, body }
}

export const merge = { 'content-type': 'application/merge-patch+json' }
export const jsonPatch = { 'content-type': 'application/json-patch+json' }
export const strategic = { 'content-type': 'application/strategic-merge-patch+json' }
export const apply = { 'content-type': 'application/apply-patch+yaml' }
export const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }
