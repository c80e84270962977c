/**
 * A worker with an API server of 1,000 polecats of which 20 change in each second. Apart from who measures, so that
 * neither waits for the other; without an operator, which would have its own ideas of them.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { startServer } from '../src/apiserver/server.ts'
import { installation } from '../src/installation.ts'
import type { Client } from '../src/kube/client.ts'
import { connect } from '../src/kube/connect.ts'
import { polecats, rigs } from '../src/kube/resources.ts'
import { bootstrap } from '../src/local/daemon/bootstrap.ts'
import { polecatNamespace, workerNamespace } from '../src/polecat/names.ts'
import { aRig } from '../test/support/a-polecat.ts'
import { scripted } from './polecats.ts'

export interface BusyFleet {
  /** Where its kubeconfig is written to. */
  readonly folder: string
  /** Changes fall on the first so many, by name. */
  readonly changing: number
}

const count = 1000
const changesPerSecond = 20

const nameOf = (index: number) => `polecat-${String(index).padStart(4, '0')}`
const isoNow = () => new Date().toISOString()

async function main({ folder, changing }: BusyFleet): Promise<void> {
  await mkdir(folder, { recursive: true })
  const server = await startServer({ dataDir: join(folder, 'data'), namespace: polecatNamespace })
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, server.kubeconfig)
  const client = await connect({ kubeconfig, home: folder, env: {}, fieldManager: 'gastown-operator' })
  await bootstrap(client, installation().templates, [polecatNamespace, workerNamespace])
  await client.create(rigs, aRig({ gitURL: 'https://example.com/athena.git' }))
  for (let index = 0; index < count; index++) {
    await client.create(polecats, scripted(nameOf(index), 'true'))
    await change(client, index, { startedAt: isoNow(), agent: 'custom', branch: `polecat/${nameOf(index)}` })
  }
  // The port of a worker has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage('ready')
  let turn = 0
  setInterval(() => {
    // Everywhere in the part that changes, and the same in every run.
    void change(client, (turn++ * 617) % changing, {})
  }, 1000 / changesPerSecond)
}

/** As an operator would: a sign of activity and a higher cost each, and in each second one that gets stuck or goes on. */
async function change(client: Client, index: number, further: object): Promise<void> {
  const cents = Math.floor(Math.random() * 1000)
  const status = {
    phase: cents < 50 ? 'Stuck' : 'Working',
    reason: cents < 50 ? 'Hung' : null,
    message: `has spent ${cents} cents`,
    lastActivity: isoNow(),
    usage: { turns: cents, costUSD: cents / 100, costBasis: 'reported' },
    ...further,
  }
  await client.mergePatch(polecats, nameOf(index), polecatNamespace, { status }, { subresource: 'status' })
}

await main(workerData as BusyFleet)
