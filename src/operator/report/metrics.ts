/** Values behind the metrics. */
export interface Metrics {
  reconciles: number
  errors: number
  queue: () => number
  polecatsByPhase: () => ReadonlyMap<string, number>
}

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  /** Name of its label; none where it has one value. */
  readonly label?: string
  /** Values by the value of the label. */
  readonly values: (metrics: Metrics) => Iterable<readonly [string, number]>
}

/** Every metric of /metrics, and of docs/reference/metrics.md. */
export const metrics: readonly Metric[] = [
  {
    name: 'gastown_reconciles_total',
    type: 'counter',
    help: 'Total reconciliations of polecats.',
    values: ({ reconciles }) => [['', reconciles]],
  },
  {
    name: 'gastown_reconcile_errors_total',
    type: 'counter',
    help: 'Total reconciliations that failed and were retried.',
    values: ({ errors }) => [['', errors]],
  },
  {
    name: 'gastown_queue_length',
    type: 'gauge',
    help: 'Polecats that wait for reconciliation or are being reconciled.',
    values: ({ queue }) => [['', queue()]],
  },
  {
    name: 'gastown_polecats',
    type: 'gauge',
    help: 'Polecats by phase.',
    label: 'phase',
    values: ({ polecatsByPhase }) => polecatsByPhase(),
  },
]

export function metricsText(state: Metrics): string {
  return metrics.map((metric) => textOf(metric, state)).join('')
}

function textOf({ name, type, help, label, values }: Metric, state: Metrics): string {
  const samples = [...values(state)].map(
    ([of, value]) => `${name}${label === undefined ? '' : `{${label}="${of}"}`} ${value}`,
  )
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples, ''].join('\n')
}
