import { expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { leases } from '../../src/kube/resources.ts'
import { whileLeading } from '../../src/operator/lease.ts'
import { fakeCluster, type FakeCluster } from '../support/fakes/fake-cluster.ts'

const seconds = { duration: 1, renew: 0.05 }

function candidate(cluster: FakeCluster) {
  const stopping = new AbortController()
  const notices: string[] = []
  let leads = 0
  const notice = (line: string) => notices.push(line)
  const options = { client: cluster.client, namespace: 'gastown-system', signal: stopping.signal, notice, seconds }
  const ended = whileLeading(options, async (signal) => {
    leads += 1
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    leads -= 1
  })
  const stop = async () => {
    stopping.abort()
    await ended
  }
  return { notices, stop, leads: () => leads }
}

test('one of two leads, and the other follows at once when it ends', async () => {
  const cluster = fakeCluster()
  const first = candidate(cluster)
  await expect.poll(first.leads).toBe(1)
  const second = candidate(cluster)
  await expect.poll(() => second.notices).toEqual(['another operator is the leader; waiting for the lease'])
  await first.stop()
  await expect.poll(second.leads).toBe(1)
  expect(cluster.all(leases)[0]?.spec?.leaseTransitions).toBe(1)
  await second.stop()
})

test('a holder that shows no sign of life for the whole duration is followed', async () => {
  const cluster = fakeCluster()
  const spec = { holderIdentity: 'dead', leaseDurationSeconds: 1, renewTime: '2020-01-01T00:00:00.000000Z' }
  const metadata = { name: 'gastown-operator', namespace: 'gastown-system' }
  await cluster.client.create(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec } as object)
  const began = Date.now()
  const heir = candidate(cluster)
  await expect.poll(heir.leads).toBe(1)
  // Not at once, though the written time is long past: clocks differ.
  expect(Date.now() - began).toBeGreaterThanOrEqual(950)
  await heir.stop()
})

test('who loses the lease ends its work', async () => {
  const cluster = fakeCluster()
  const first = candidate(cluster)
  await expect.poll(first.leads).toBe(1)
  const spec = { holderIdentity: 'usurper', leaseDurationSeconds: 3600 }
  await cluster.client.mergePatch(leases, 'gastown-operator', 'gastown-system', { spec })
  await expect.poll(first.leads).toBe(0)
  expect(first.notices).toContain('lost the lease to another operator')
  await first.stop()
})

test('a server that cannot be reached: at once a failure at the very first, a wait later', async () => {
  const cluster = fakeCluster()
  const away = new GastownError('unreachable', 'connection refused')
  cluster.failNext('get leases', away)
  await expect(candidate(cluster).stop()).rejects.toBe(away)

  const holder = candidate(cluster)
  await expect.poll(holder.leads).toBe(1)
  const second = candidate(cluster)
  await expect.poll(() => second.notices).toHaveLength(1)
  await holder.stop()
  await expect.poll(second.leads).toBe(1)
  await second.stop()
})
