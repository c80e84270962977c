import { expect, test } from 'vitest'
import { openCache } from '../../src/operator/cache.ts'
import type { V1Pod } from '../../src/kube/wire.ts'
import { aPod } from './a-pod.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { claimed, observed } from './observed.ts'

const { polecat } = observed()
const pod = (resourceVersion: string, uid = 'pod-1'): V1Pod => aPod({ podMetadata: { uid, resourceVersion } })

test('the answer to a write that comes after the news of the end brings nothing back', () => {
  const cache = openCache(() => undefined)
  cache.putPolecat(polecat)
  cache.putPod(pod('9'))
  cache.dropPod(pod('11'))
  cache.putPod(pod('10'))
  expect(cache.podsOf(polecat)).toEqual([])
  cache.putPod(pod('12', 'pod-2'))
  expect(cache.podsOf(polecat)).toHaveLength(1)

  const key = `${polecat.metadata.namespace}/${polecat.metadata.name}`
  cache.dropPolecat(polecat)
  cache.putPolecat(polecat)
  expect(cache.polecats.has(key)).toBe(false)
  cache.putPolecat({ ...polecat, metadata: { ...polecat.metadata, uid: 'another' } })
  expect(cache.polecats.has(key)).toBe(true)
})

test('what only left our sight comes back when it is seen again', () => {
  const cache = openCache(() => undefined)
  cache.putPod(pod('9'))
  cache.dropPod(pod('10'))
  cache.putPod(pod('11'))
  expect(cache.podsOf(polecat)).toHaveLength(1)
})

test('a start is what has nothing running yet that could wait', () => {
  const cache = openCache(() => undefined)
  const key = `${polecat.metadata.namespace}/${polecat.metadata.name}`
  const put = (resourceVersion: string, status: PolecatStatus | undefined) =>
    cache.putPolecat({ ...polecat, metadata: { ...polecat.metadata, resourceVersion }, status })
  expect(cache.isStart(key)).toBe(false)
  put('6', undefined)
  expect(cache.isStart(key)).toBe(true)
  put('7', { ...claimed(), podUID: undefined })
  expect(cache.isStart(key)).toBe(true)
  cache.putPod(pod('9'))
  expect(cache.isStart(key)).toBe(false)
  put('10', { ...claimed(), phase: 'Done', finishedAt: '2026-01-01T00:01:00Z' })
  expect(cache.isStart(key)).toBe(false)
})
