/** Random requests made of what the server says it serves. GASTOWN_FUZZ_SEED repeats a run. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import type { NodeAgent } from '../../src/apiserver/node-agent.ts'
import { aFolder, aServer, read, type TestServer } from './a-server.ts'
import { Random } from './fuzz/random.ts'
import { aRequest, type FuzzRequest } from './fuzz/requests.ts'
import { readSurface } from './fuzz/surface.ts'
import { definitions, gizmoDefinition } from './gizmos.ts'
import { inFull } from '../support/full.ts'

const count = inFull(20_000, 2000)
const seed = Number(process.env['GASTOWN_FUZZ_SEED'] ?? 6)
const patience = 10_000

const agent: NodeAgent = {
  async *logs() {
    yield Buffer.from('a line\n')
  },
  exec: () => Promise.resolve(0),
}

async function aFullServer(): Promise<TestServer> {
  const server = await aServer(aFolder(), agent)
  const ours = ['polecats', 'rigs'].map((name) => parse(readFileSync(`templates/crds/${name}.yaml`, 'utf8')) as object)
  for (const definition of [gizmoDefinition, ...ours]) {
    expect((await server.ask('POST', definitions, definition)).code).toBe(201)
  }
  for (const name of ['n1', 'n2']) await server.ask('POST', '/api/v1/namespaces', { metadata: { name } })
  return server
}

/** The answer's head, then its body; a watch is broken off, as clients do. */
function send({ running }: TestServer, agent: Agent, { method, path, headers, body }: FuzzRequest) {
  return new Promise<{ code: number; text: string; json: boolean }>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const finish = async (response: IncomingMessage) => {
      const code = response.statusCode ?? 0
      const endless = /[?&](watch=(true|1)|follow)/.test(path) && code === 200
      if (endless) sent.destroy()
      const text = endless || method === 'HEAD' ? '' : (await read(response)).text
      const json = response.headers['content-type']?.startsWith('application/json') === true
      resolve({ code, text, json: json && text !== '' })
    }
    const options = { method, agent, servername: 'localhost', timeout: patience, headers: { ...headers, ...length } }
    const sent = request(running.url + path, options, (response) => void finish(response).catch(reject))
    sent.on('timeout', () => sent.destroy(new Error('no answer')))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What is wrong with an answer, or nothing. */
function complaint(code: number, text: string, json: boolean): string | undefined {
  if (code < 200 || (code > 499 && code !== 504 && code !== 500)) return `code ${code}`
  if (!json) return undefined
  const { kind, reason, code: said } = JSON.parse(text) as { kind?: string; reason?: string; code?: number }
  // A few 500 are Kubernetes' own answers to a bad resourceVersion; they carry no reason.
  if (code === 500 && reason !== undefined) return 'an internal error'
  if (code >= 400 && (kind !== 'Status' || said !== code)) return 'no Status'
  return undefined
}

function told(index: number, { method, path, headers, body }: FuzzRequest): string {
  return `request ${index} of seed ${seed}: ${method} ${path}\n${JSON.stringify(headers)}\n${body?.slice(0, 2000)}`
}

test(
  `${count} random requests: no crash, no internal error, no hang (seed ${seed})`,
  { timeout: 600_000 },
  async () => {
    const server = await aFullServer()
    const surface = await readSurface(server)
    expect(surface.length).toBeGreaterThan(10)
    const random = new Random(seed)
    const connections = new Agent({ keepAlive: true, ...server.tls })
    onTestFinished(() => connections.destroy())
    const codes = new Map<number, number>()
    const complaints: string[] = []
    for (let index = 0; index < count; index++) {
      const sent = aRequest(surface, random)
      const { code, text, json } = await send(server, connections, sent).catch((error: unknown) => {
        throw new Error(`${told(index, sent)}\n${String(error)}`, { cause: error })
      })
      const wrong = complaint(code, text, json)
      if (wrong) complaints.push(`${wrong}: ${text.slice(0, 1000)}\n${told(index, sent)}`)
      if (complaints.length > 10) break
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    expect(complaints).toEqual([])
    // Random requests that were all refused at the door would show nothing.
    for (const code of [200, 201, 400, 404, 405, 409, 415, 422])
      expect(codes.get(code) ?? 0, `${code}`).toBeGreaterThan(5)
    expect((await server.ask('GET', '/readyz')).code).toBe(200)
  },
)
