/** A program to be killed: serves, writes one object after the other, and prints a line for each that was acknowledged. */
import { Agent, request } from 'node:https'
import { startServer } from '../../src/apiserver/server.ts'
import { credentialsOf } from './credentials-of.ts'

const server = await startServer({ dataDir: process.argv[2] ?? '' })
const agent = new Agent({ keepAlive: true, ...credentialsOf(server.kubeconfig) })

async function write(index: number): Promise<void> {
  const code = await new Promise<number>((resolve, reject) => {
    const path = '/api/v1/namespaces/default/configmaps'
    const headers = { 'content-type': 'application/json' }
    const sent = request(server.url + path, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ metadata: { name: `map-${index}` } }))
  })
  if (code !== 201) throw new Error(`answered ${code}`)
  process.stdout.write(`${index}\n`)
}

for (let index = 0; ; index++) await write(index)
