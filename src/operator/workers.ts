import { isKind, messageOf } from '../errors.ts'
import type { Cache } from './cache.ts'
import { reconcile, type ReconcilerDeps } from './reconcile.ts'
import type { Health } from './report/health.ts'
import type { OperatorLog } from './report/operator-log.ts'
import { openWorkqueue, type Workqueue } from './workqueue.ts'

const workers = 16
/** Somebody else wrote first, as happens; only when it keeps happening is it worth a word. */
const usualConflicts = 5

export interface WorkerOptions {
  readonly health: Health
  readonly log: OperatorLog
  /** Called after every reconciliation. */
  reconciled(): void
}

/** The workers, which reconcile what is in their queue. */
export function startWorkers(deps: ReconcilerDeps, { health: { metrics }, log, reconciled }: WorkerOptions): Workqueue {
  const queue = openWorkqueue({
    workers,
    async work(key) {
      metrics.reconciles += 1
      try {
        queue.addAt(key, await reconcile(deps, key))
      } finally {
        reconciled()
      }
    },
    failed(key, error, tries) {
      metrics.errors += 1
      const level = isKind(error, 'conflict') && tries <= usualConflicts ? 'debug' : 'warn'
      log[level](messageOf(error), { polecat: key, tries })
    },
  })
  metrics.queue = () => queue.length
  metrics.polecatsByPhase = () => countPhases(deps.cache)
  return queue
}

function countPhases(cache: Cache): Map<string, number> {
  const phases = new Map<string, number>()
  for (const { status } of cache.polecats.values()) {
    const phase = status?.phase ?? 'New'
    phases.set(phase, (phases.get(phase) ?? 0) + 1)
  }
  return phases
}
