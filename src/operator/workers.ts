import { isKind, messageOf } from '../errors.ts'
import type { Cache } from './cache.ts'
import { reconcile, type ReconcilerDeps } from './reconcile.ts'
import type { Meter, Sample } from './report/meter.ts'
import type { OperatorLog } from './report/operator-log.ts'
import type { OperatorState } from './report/operator-state.ts'
import { openWorkqueue, type Workqueue } from './workqueue.ts'

const workers = 16
/** Workers kept for changes, so that a status never waits for a thousand claims, and as many for starts. */
const reserved = 4
/** Somebody else wrote first, as happens; only when it keeps happening is it worth a word. */
const usualConflicts = 5

export interface WorkerOptions {
  readonly meter: Meter
  readonly state: OperatorState
  readonly log: OperatorLog
  /** Called after every reconciliation. */
  reconciled(): void
}

/** The workers, which reconcile what is in their queue. */
export function startWorkers(deps: ReconcilerDeps, { meter, state, log, reconciled }: WorkerOptions): Workqueue {
  const queue = openWorkqueue({
    workers,
    reserved,
    isStart: deps.cache.isStart,
    async work(key) {
      meter.add('gastown_reconciles_total', 1)
      state.reconciling.set(key, performance.now())
      try {
        queue.addAt(key, await reconcile(deps, key))
      } finally {
        state.reconciling.delete(key)
        reconciled()
      }
    },
    failed(key, error, tries) {
      meter.add('gastown_reconcile_errors_total', 1)
      const level = isKind(error, 'conflict') && tries <= usualConflicts ? 'debug' : 'warn'
      log[level](messageOf(error), { polecat: key, tries })
    },
  })
  meter.gauge('gastown_queue_length', () => [[{}, queue.length]])
  meter.gauge('gastown_polecats', () => countPhases(deps.cache))
  return queue
}

function countPhases(cache: Cache): Sample[] {
  const phases = new Map<string, number>()
  for (const { status } of cache.polecats.values()) {
    const phase = status?.phase ?? 'New'
    phases.set(phase, (phases.get(phase) ?? 0) + 1)
  }
  return [...phases].map(([phase, count]) => [{ phase }, count])
}
