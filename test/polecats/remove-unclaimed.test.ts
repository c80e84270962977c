import { beforeEach, expect, test } from 'vitest'
import { polecats } from '../../src/kube/resources.ts'
import { finalizers } from '../../src/polecat/names.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { removeUnclaimed } from '../../src/polecats/remove-unclaimed.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { fakeCluster, type FakeCluster } from '../support/fakes/fake-cluster.ts'

const where = { namespace: 'gastown-system', signal: new AbortController().signal }
let cluster: FakeCluster
beforeEach(() => {
  cluster = fakeCluster()
})

async function created(status?: PolecatStatus): Promise<Polecat> {
  const plain = aPolecat()
  const metadata = { ...plain.metadata, finalizers: [finalizers.polecat, 'example.com/other'] }
  const polecat = await cluster.client.create(polecats, { ...plain, metadata })
  if (status === undefined) return polecat
  return cluster.client.mergePatch(polecats, 'fix-it', where.namespace, { status }, { subresource: 'status' })
}

const left = () => cluster.all(polecats).map(({ metadata }) => metadata.finalizers)

test.each<[string, PolecatStatus | undefined]>([
  ['that no operator has seen', undefined],
  ['that waits', { phase: 'Pending', reason: 'RigFull' }],
])('a deleted polecat %s loses our finalizer, and no other', async (_, status) => {
  const polecat = await created(status)
  await cluster.client.remove(polecats, 'fix-it', where.namespace)
  await removeUnclaimed(cluster.client, polecat, where)
  expect(left()).toEqual([['example.com/other']])
})

test.each<[string, PolecatStatus]>([
  ['has a pod', { phase: 'Pending', attempt: 1, podName: 'pod' }],
  ['was refused after an attempt', { phase: 'Failed', attempt: 2 }],
  [
    'waits after an attempt',
    {
      phase: 'Pending',
      conditions: [{ type: 'PodReady', status: 'False', reason: 'x', lastTransitionTime: '2026-01-01T00:00:00Z' }],
    },
  ],
])('one that %s keeps it', async (_, status) => {
  const polecat = await created()
  await cluster.client.mergePatch(polecats, 'fix-it', where.namespace, { status }, { subresource: 'status' })
  await cluster.client.remove(polecats, 'fix-it', where.namespace)
  await removeUnclaimed(cluster.client, polecat, where)
  expect(left()).toEqual([[finalizers.polecat, 'example.com/other']])
})

test('one that is not deleted, is another, or is gone is left alone', async () => {
  const polecat = await created()
  await removeUnclaimed(cluster.client, polecat, where)
  await removeUnclaimed(cluster.client, { ...polecat, metadata: { ...polecat.metadata, uid: 'another' } }, where)
  expect(left()).toEqual([[finalizers.polecat, 'example.com/other']])
  await removeUnclaimed(cluster.client, { ...polecat, metadata: { ...polecat.metadata, name: 'gone' } }, where)
})
