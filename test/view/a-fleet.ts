/** Fleets for tests of the views, at a fixed time. */
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { noFleet, reduceFleet, type FleetEvent, type FleetState } from '../../src/view/fleet-state.ts'
import { aPolecat } from '../support/a-polecat.ts'

export const now = Date.parse('2026-03-01T12:00:00Z')

export function polecat(name: string, status: PolecatStatus = {}): Polecat {
  const made = aPolecat({}, {}, name)
  return { ...made, metadata: { ...made.metadata, creationTimestamp: '2026-03-01T11:59:50Z' }, status }
}

export const state = (name: string, status?: PolecatStatus): FleetEvent => ({
  type: 'state',
  polecat: polecat(name, status),
})
export const fleet = (...events: FleetEvent[]): FleetState => reduceFleet(noFleet, events)
export const working = (count: number): FleetState =>
  fleet(...Array.from({ length: count }, (_, i) => state(`p${i}`, { phase: 'Working' })))

export const three = fleet(
  state('done', {
    phase: 'Done',
    reason: 'Pushed',
    message: 'pushed 1 commit',
    startedAt: '2026-03-01T11:00:00Z',
    finishedAt: '2026-03-01T11:01:05Z',
    usage: { costUSD: 1.5, costBasis: 'reported' },
  }),
  state('stuck', { phase: 'Stuck', reason: 'Hung', message: 'no activity', startedAt: '2026-03-01T11:30:00Z' }),
  state('working', {
    phase: 'Working',
    startedAt: '2026-03-01T11:58:00Z',
    lastActivity: '2026-03-01T11:59:57Z',
    phases: [{ name: 'agent started', seconds: 1 }],
  }),
  { type: 'line', name: 'working', text: 'runs \u001B[2J the\ttests\r\n' },
)
