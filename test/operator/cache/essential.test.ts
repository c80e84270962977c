import { expect, test } from 'vitest'
import { essentialPod } from '../../../src/operator/cache/essential.ts'
import { hasAttemptSecret } from '../../../src/operator/attempt-secret.ts'
import { logSource } from '../../../src/operator/log-source.ts'
import { plan } from '../../../src/operator/plan.ts'
import { anEndedPod, aPod, ended, running, type Seen } from '../a-pod.ts'
import { claimed, observed } from '../observed.ts'

const pods: readonly [string, Seen][] = [
  ['starts', { phase: 'Pending' }],
  ['works', { agent: running, clone: { ok: true } }],
  ['works past its deadline', { agent: running, clone: { ok: true }, status: { startTime: '2025-01-01T00:00:00Z' } }],
  ['cannot be scheduled', { phase: 'Pending', status: { conditions: [{ type: 'PodScheduled', status: 'False' }] } }],
  ['is being deleted', { agent: running, podMetadata: { deletionTimestamp: '2026-01-01T00:01:30Z' } }],
]
const ends: readonly [string, Seen][] = [
  ['well', {}],
  ['with a status', { agent: 3 }],
  ['without its program', { agent: ended(127) }],
  ['without memory', { agent: ended(137, undefined, 'OOMKilled') }],
]

test.each([
  ...pods.map(([name, seen]) => [name, aPod(seen)] as const),
  ...ends.map(([name, seen]) => [`ended ${name}`, anEndedPod(seen)] as const),
])('of a pod that %s everything is kept that a plan reads', (_, pod) => {
  const kept = essentialPod(pod)
  for (const spec of [{}, { desiredState: 'Terminated' }]) {
    const planned = (one: typeof pod) => plan(observed({ status: claimed(), pods: [one], spec }))
    expect(planned(kept)).toEqual(planned(pod))
  }
  expect(logSource(kept)).toBe(logSource(pod))
  expect(hasAttemptSecret(kept)).toBe(hasAttemptSecret(pod))
  expect(essentialPod(kept)).toEqual(kept)
  expect(JSON.stringify(kept).length).toBeLessThan(JSON.stringify(pod).length / 2)
})
