/** Every metric of /metrics but those of the process, for the meter and for docs/reference/metrics.md. */

interface MetricFacts {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Names of its labels. Their values are bounded: words of ours, resources, HTTP statuses, and rigs. */
  readonly labels?: readonly string[]
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[]
}

export const metrics = {
  gastown_build_info: { type: 'gauge', help: 'Always 1; the version is the label.', labels: ['version'] },
  gastown_leader: { type: 'gauge', help: 'Whether this operator works: 1 while it leads, 0 otherwise.' },
  gastown_rights_missing: { type: 'gauge', help: 'Rights that the operator needs and does not have.' },
  gastown_polecats: { type: 'gauge', help: 'Polecats by phase.', labels: ['phase'] },
  gastown_attempts_total: { type: 'counter', help: 'Total attempts that were started.' },
  gastown_outcomes_total: { type: 'counter', help: 'Total attempts that ended, by reason.', labels: ['reason'] },
  gastown_saves_total: {
    type: 'counter',
    help: 'Total attempts that ended with work to save, by what became of it: saved, rescued, incomplete or failed.',
    labels: ['state'],
  },
  gastown_step_seconds: {
    type: 'histogram',
    help: 'Seconds that each step of an attempt took, as in status.phases.',
    labels: ['step'],
    buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
  },
  gastown_tokens_total: { type: 'counter', help: 'Total tokens of agents, by kind.', labels: ['rig', 'kind'] },
  gastown_cost_usd_total: {
    type: 'counter',
    help: 'Total cost of agents in USD, where it is known, by its source.',
    labels: ['rig', 'basis'],
  },
  gastown_reconciles_total: { type: 'counter', help: 'Total reconciliations of polecats.' },
  gastown_reconcile_errors_total: {
    type: 'counter',
    help: 'Total reconciliations that failed and were retried.',
  },
  gastown_queue_length: {
    type: 'gauge',
    help: 'Polecats that wait for reconciliation or are being reconciled.',
  },
  gastown_events_dropped_total: {
    type: 'counter',
    help: 'Total Events that were not written, because too many waited.',
  },
  gastown_api_errors_total: {
    type: 'counter',
    help: 'Total requests to the API server that failed, by HTTP status; `network` without a response. Some are expected, such as 404 and 409.',
    labels: ['verb', 'resource', 'code'],
  },
  gastown_watch_age_seconds: {
    type: 'gauge',
    help: 'Seconds since the API server was last heard on each watch; it says something every minute.',
    labels: ['resource'],
  },
} as const satisfies Record<string, MetricFacts>

export type MetricName = keyof typeof metrics

/** Metric facts by name, without the exact words. */
export function metricFacts(name: MetricName): MetricFacts {
  return metrics[name]
}

export const metricNames = Object.keys(metrics) as MetricName[]
