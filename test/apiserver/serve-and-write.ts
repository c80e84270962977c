/**
 * A program to be killed: serves, and writes with several clients at once. Each takes its objects through create, patch
 * and delete, and prints `NAME STAGE` for what was acknowledged. `serve-and-write.ts FOLDER ROUND`
 */
import { Agent, request } from 'node:https'
import { startServer } from '../../src/apiserver/server.ts'
import { credentialsOf } from './credentials-of.ts'

const [folder = '', round = ''] = process.argv.slice(2)
const clients = 16
const maps = '/api/v1/namespaces/default/configmaps'
const server = await startServer({ dataDir: folder })
const agent = new Agent({ keepAlive: true, ...credentialsOf(server.kubeconfig) })

async function ask(method: string, path: string, type: string, body?: object): Promise<void> {
  const code = await new Promise<number>((resolve, reject) => {
    const sent = request(server.url + path, { method, agent, headers: { 'content-type': type } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
  if (code >= 300) throw new Error(`returned ${code}`)
}

async function write(client: number): Promise<void> {
  for (let index = 0; ; index++) {
    const name = `m-${round}-${client}-${index}`
    const acknowledged = (stage: number) => process.stdout.write(`${name} ${stage}\n`)
    await ask('POST', maps, 'application/json', {
      metadata: { name },
      data: { stage: '1', more: 'x'.repeat(index % 5000) },
    })
    acknowledged(1)
    await ask('PATCH', `${maps}/${name}`, 'application/merge-patch+json', { data: { stage: '2' } })
    acknowledged(2)
    if (index % 2 === 0) continue
    await ask('DELETE', `${maps}/${name}`, 'application/json')
    acknowledged(3)
  }
}

await Promise.all(Array.from({ length: clients }, (_, client) => write(client)))
