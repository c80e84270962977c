import { expect, test } from 'vitest'
import { meterTransition } from '../../../src/operator/report/meter.ts'
import { metricNames } from '../../../src/operator/report/metrics.ts'
import { openPrometheusMeter } from '../../../src/operator/report/prometheus-meter.ts'
import type { PolecatStatus } from '../../../src/polecat/status.ts'
import { aPolecat } from '../../support/a-polecat.ts'

/** The samples of these metrics, without the histogram's buckets. */
async function samplesOf(meter: ReturnType<typeof openPrometheusMeter>, pattern: RegExp): Promise<string[]> {
  const lines = (await meter.text()).split('\n')
  return lines.filter((line) => pattern.test(line) && !line.startsWith('#') && !line.includes('_bucket'))
}

test('every metric is served, and those of the process', async () => {
  const text = await openPrometheusMeter().text()
  for (const name of metricNames) expect(text).toContain(`# TYPE ${name} `)
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
})

test('a gauge is asked when it is read, and what it had before is gone', async () => {
  const meter = openPrometheusMeter()
  let phases = ['Working', 'Done']
  meter.gauge('gastown_polecats', () => phases.map((phase) => [{ phase }, 1]))
  expect(await samplesOf(meter, /^gastown_polecats/)).toEqual([
    'gastown_polecats{phase="Working"} 1',
    'gastown_polecats{phase="Done"} 1',
  ])
  phases = ['Done']
  expect(await samplesOf(meter, /^gastown_polecats/)).toEqual(['gastown_polecats{phase="Done"} 1'])
})

test('a life: the attempt, its usage as it grows, its end', async () => {
  const meter = openPrometheusMeter()
  const claimed: PolecatStatus = { phase: 'Pending', attempt: 1, podName: 'x-ab12-1' }
  const usage = { inputTokens: 100, outputTokens: 10, costUSD: 0.25, costBasis: 'reported' } as const
  const working: PolecatStatus = { ...claimed, phase: 'Working', usage }
  const done: PolecatStatus = {
    ...working,
    phase: 'Done',
    reason: 'Pushed',
    usage: { ...usage, inputTokens: 150, costUSD: 0.5 },
    result: { saved: 'saved' },
    phases: [{ name: 'cloned', seconds: 3 }],
    finishedAt: '2026-11-30T20:27:34Z',
  }
  const lives: [PolecatStatus, PolecatStatus][] = [
    [{}, claimed],
    [claimed, working],
    [working, done],
    [done, { ...done, message: 'other words' }],
    // The second attempt has its own usage.
    [done, { phase: 'Pending', attempt: 2, podName: 'x-ab12-2' }],
    [
      { attempt: 2, podName: 'x-ab12-2' },
      { attempt: 2, podName: 'x-ab12-2', usage: { turns: 1, costBasis: 'unknown' } },
    ],
  ]
  for (const [before, status] of lives) meterTransition(meter, { ...aPolecat(), status }, before)
  const pattern = /^gastown_(attempts|outcomes|saves|step|tokens|cost)/
  expect(await samplesOf(meter, pattern)).toEqual([
    'gastown_attempts_total 2',
    'gastown_outcomes_total{reason="Pushed"} 1',
    'gastown_saves_total{state="saved"} 1',
    'gastown_step_seconds_sum{step="cloned"} 3',
    'gastown_step_seconds_count{step="cloned"} 1',
    'gastown_tokens_total{rig="athena",kind="input"} 150',
    'gastown_tokens_total{rig="athena",kind="output"} 10',
    'gastown_cost_usd_total{rig="athena",basis="reported"} 0.5',
  ])
})
