import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { serveHealth, type Health } from '../../../src/operator/report/health.ts'

test('health, readiness and metrics', async () => {
  const stop = new AbortController()
  const phases = new Map([
    ['Done', 2],
    ['Working', 1],
  ])
  const health: Health = {
    ready: false,
    metrics: { reconciles: 7, errors: 1, queue: () => 3, polecatsByPhase: () => phases },
  }
  const server = await serveHealth(0, health, stop.signal)
  try {
    const { port } = server.address() as AddressInfo
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      return [response.status, await response.text()]
    }
    expect(await get('/healthz')).toEqual([200, 'ok\n'])
    expect(await get('/readyz')).toEqual([503, 'waiting for the first lists\n'])
    health.ready = true
    expect(await get('/readyz?verbose')).toEqual([200, 'ok\n'])
    expect(await get('/other')).toEqual([404, 'not found\n'])
    expect(await get('/metrics')).toEqual([
      200,
      `# HELP gastown_reconciles_total Total reconciliations of polecats.
# TYPE gastown_reconciles_total counter
gastown_reconciles_total 7
# HELP gastown_reconcile_errors_total Total reconciliations that failed and were retried.
# TYPE gastown_reconcile_errors_total counter
gastown_reconcile_errors_total 1
# HELP gastown_queue_length Polecats that wait for reconciliation or are being reconciled.
# TYPE gastown_queue_length gauge
gastown_queue_length 3
# HELP gastown_polecats Polecats by phase.
# TYPE gastown_polecats gauge
gastown_polecats{phase="Done"} 2
gastown_polecats{phase="Working"} 1
`,
    ])
  } finally {
    stop.abort()
  }
  await expect.poll(() => server.listening).toBe(false)
})
