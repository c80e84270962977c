import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { serveHealth } from '../../../src/operator/report/health.ts'
import { openOperatorState } from '../../../src/operator/report/operator-state.ts'

test('health, readiness and metrics; what is wrong in plain text, a line each', async () => {
  const stop = new AbortController()
  const state = openOperatorState(true)
  const meter = { contentType: 'text/x-metrics', text: () => Promise.resolve('gastown_leader 0\n') }
  const server = await serveHealth(0, { state, meter }, stop.signal)
  try {
    const { port } = server.address() as AddressInfo
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      return [response.status, response.headers.get('content-type'), await response.text()]
    }
    const plain = 'text/plain; charset=utf-8'
    expect(await get('/healthz')).toEqual([200, plain, 'ok\n'])
    expect(await get('/readyz')).toEqual([503, plain, 'waiting for the first response about the lease\n'])
    state.lease = 'waiting'
    expect(await get('/readyz?verbose')).toEqual([200, plain, 'ok\n'])
    state.missingRights = [
      { namespace: 'gastown-workers', group: '', resource: 'pods', verbs: ['create', 'delete'] },
      { group: 'gastown.gastown.io', resource: 'rigs', verbs: ['list'] },
    ]
    const missing =
      'the operator may not create, delete pods in gastown-workers\nthe operator may not list rigs in the cluster\n'
    expect(await get('/readyz')).toEqual([503, plain, missing])
    state.reconciling.set('gastown-system/x', performance.now() - 4_000_000)
    const hangs = 'the reconciliation of gastown-system/x has been running for 4000 s\n'
    expect(await get('/healthz')).toEqual([500, plain, hangs])
    expect(await get('/other')).toEqual([404, plain, 'not found\n'])
    expect(await get('/metrics')).toEqual([200, 'text/x-metrics', 'gastown_leader 0\n'])
  } finally {
    stop.abort()
  }
  await expect.poll(() => server.listening).toBe(false)
})
