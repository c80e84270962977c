/** A program to be measured: the embedded API server alone, with our definitions; at rest it gives memory back as the daemon does. `serve.ts FOLDER`; ends with its stdin. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { startServer } from '../../src/apiserver/server.ts'
import { installation } from '../../src/installation.ts'
import { collectWhenIdle } from '../../src/local/memory.ts'
import { openTarget } from './target.ts'

const server = await startServer({ dataDir: process.argv[2] ?? '' })
const target = await openTarget(server.kubeconfig)
const crds = join(installation().templates, 'crds')
for (const file of readdirSync(crds)) {
  const definition: object = parse(readFileSync(join(crds, file), 'utf8'))
  await target.ok('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition)
}
target.close()
const rest = collectWhenIdle()
server.onRequest(() => rest.onActivity())
process.stdout.write(`${JSON.stringify(server.kubeconfig)}\n`)
process.stdin.resume().once('end', () => void server.close())
