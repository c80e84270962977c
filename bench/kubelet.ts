/** What a real kubelet takes, where GASTOWN_TEST_KUBECONFIG names a cluster and GASTOWN_TEST_IMAGE an image on it. */
import { homedir } from 'node:os'
import type { Client } from '../src/kube/client.ts'
import { connect } from '../src/kube/connect.ts'
import { pods } from '../src/kube/resources.ts'
import type { V1Pod } from '../src/kube/wire.ts'

const namespace = 'default'
const patienceMs = 120_000

/** The times in seconds of each round; undefined where there is no cluster. A round of `count` pods at once. */
export async function kubeletStarts(count: number, rounds: number): Promise<number[] | undefined> {
  const kubeconfig = process.env['GASTOWN_TEST_KUBECONFIG']
  const image = process.env['GASTOWN_TEST_IMAGE']
  if (kubeconfig === undefined || image === undefined) return undefined
  const client = await connect({ kubeconfig, fieldManager: 'bench', env: {}, home: homedir() })
  try {
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) {
      const names = Array.from({ length: count }, (_, index) => `bench-${process.pid}-${count}-${round}-${index}`)
      seconds.push(await lastOutput(client, image, names))
    }
    return seconds
  } finally {
    client.close()
  }
}

/** From the create request to the time that the last main container prints. */
async function lastOutput(client: Client, image: string, names: readonly string[]): Promise<number> {
  const start = Date.now() / 1000
  await Promise.all(names.map((name) => client.create(pods, pod(name, image))))
  const outputs = new Map<string, number>()
  const signal = AbortSignal.timeout(patienceMs)
  for await (const event of client.watch(pods, { namespace, signal })) {
    if (event.type !== 'put') continue
    const { metadata, status } = event.object
    const message = status?.containerStatuses?.[0]?.state?.terminated?.message
    if (message !== undefined && names.includes(metadata?.name ?? ''))
      outputs.set(metadata?.name ?? '', Number(message))
    if (outputs.size === names.length) break
  }
  if (outputs.size < names.length) throw new Error(`${names.length - outputs.size} pods of the cluster did not run`)
  await Promise.all(names.map((name) => client.remove(pods, name, namespace, { graceSeconds: 0 })))
  return Math.max(...outputs.values()) - start
}

/** An init container, a native sidecar and a main one: two fewer than a polecat has. */
function pod(name: string, image: string): V1Pod {
  const run = (script: string) => ({
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', script],
    resources: { requests: { cpu: '10m' } },
  })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      initContainers: [
        { name: 'init', ...run('true') },
        { name: 'sidecar', restartPolicy: 'Always', ...run('sleep 600') },
      ],
      containers: [{ name: 'main', ...run('date +%s.%N | tee /dev/termination-log') }],
    },
  }
}
