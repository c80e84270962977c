import { expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { leases } from '../../src/kube/resources.ts'
import { responseError } from '../../src/kube/transport/response-error.ts'
import { whileLeading } from '../../src/operator/lease.ts'
import { aLog } from '../support/fakes/a-log.ts'
import { fakeCluster, type FakeCluster } from '../support/fakes/fake-cluster.ts'

const seconds = { duration: 1, renew: 0.05 }

async function untilEnd(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
}

function candidate(cluster: FakeCluster, work = untilEnd) {
  const stopping = new AbortController()
  const { log, lines } = aLog()
  let leads = 0
  const options = { client: cluster.client, namespace: 'gastown-system', signal: stopping.signal, log, seconds }
  const ended = whileLeading(options, async (signal) => {
    leads += 1
    await work(signal)
    leads -= 1
  })
  const stop = async () => {
    stopping.abort()
    await ended
  }
  return { said: () => lines.map(({ message }) => message), ended, stop, leads: () => leads }
}

test('one of two leads, and the other follows at once when it ends', async () => {
  const cluster = fakeCluster()
  const first = candidate(cluster)
  await expect.poll(first.leads).toBe(1)
  const second = candidate(cluster)
  await expect.poll(second.said).toEqual(['another operator is the leader; waiting for the lease'])
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
  expect(first.said()).toContain('lost the lease to another operator')
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
  await expect.poll(second.said).toHaveLength(1)
  await holder.stop()
  await expect.poll(second.leads).toBe(1)
  await second.stop()
})

test('one whose work fails gives up the lease at once', async () => {
  const cluster = fakeCluster()
  const failed = new GastownError('denied', 'may not watch pods')
  const first = candidate(cluster, () => Promise.reject(failed))
  await expect(first.ended).rejects.toBe(failed)
  expect(cluster.all(leases)[0]?.spec?.holderIdentity).toBe('')
  expect(first.said()).toEqual(['leading', 'no longer leading: may not watch pods'])
})

test('where the namespace ends, and with it every lease, what is there is worked on all the same', async () => {
  const cluster = fakeCluster()
  const message = 'unable to create new content in namespace gastown-system because it is being terminated'
  const causes = [{ reason: 'NamespaceTerminating', message }]
  const body = JSON.stringify({ kind: 'Status', code: 403, message, details: { causes } })
  cluster.failNext('create leases', responseError({ server: 'https://fake', code: 403, body }))
  const heir = candidate(cluster)
  await expect.poll(heir.leads).toBe(1)
  await heir.stop()
  expect(heir.said()).toEqual(['leading', 'no longer leading'])
})
