import { expect, test } from 'vitest'
import { openBoard } from '../../src/operator/cache.ts'
import type { V1Pod } from '../../src/kube/wire.ts'
import { aPod } from './a-pod.ts'
import { observed } from './observed.ts'

const { polecat } = observed()
const pod = (resourceVersion: string, uid = 'pod-1'): V1Pod => aPod({ podMetadata: { uid, resourceVersion } })

test('the answer to a write that comes after the news of the end brings nothing back', () => {
  const board = openBoard(() => undefined)
  board.putPolecat(polecat)
  board.putPod(pod('9'))
  board.dropPod(pod('11'))
  board.putPod(pod('10'))
  expect(board.podsOf(polecat)).toEqual([])
  board.putPod(pod('12', 'pod-2'))
  expect(board.podsOf(polecat)).toHaveLength(1)

  const key = `${polecat.metadata.namespace}/${polecat.metadata.name}`
  board.dropPolecat(polecat)
  board.putPolecat(polecat)
  expect(board.polecats.has(key)).toBe(false)
  board.putPolecat({ ...polecat, metadata: { ...polecat.metadata, uid: 'another' } })
  expect(board.polecats.has(key)).toBe(true)
})

test('what only left our sight comes back when it is seen again', () => {
  const board = openBoard(() => undefined)
  board.putPod(pod('9'))
  board.dropPod(pod('10'))
  board.putPod(pod('11'))
  expect(board.podsOf(polecat)).toHaveLength(1)
})
