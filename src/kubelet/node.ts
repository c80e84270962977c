import { availableParallelism, totalmem } from 'node:os'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { nodes } from '../kube/resources.ts'
import { timeText } from './pod/pod-status.ts'

/** Registers the machine as a node, so that `kubectl get nodes` and `describe pod` have something to show. */
export async function registerNode(client: Client, name: string): Promise<void> {
  const resources = {
    cpu: String(availableParallelism()),
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: '1000',
  }
  const now = timeText(Date.now())
  const status = {
    capacity: resources,
    allocatable: resources,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'gastown local mode',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    addresses: [{ type: 'Hostname', address: name }],
    nodeInfo: { kubeletVersion: 'gastown', operatingSystem: 'linux', architecture: process.arch },
  }
  try {
    await client.create(nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } },
    })
  } catch (error) {
    if (!(error instanceof GastownError && error.kind === 'conflict')) throw error
  }
  await client.mergePatch(nodes, name, undefined, { status }, { subresource: 'status' })
}
