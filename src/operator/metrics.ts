/** What Prometheus is told. */
export interface Metrics {
  reconciles: number
  errors: number
  queue: () => number
  polecatsByPhase: () => ReadonlyMap<string, number>
}

export function metricsText({ reconciles, errors, queue, polecatsByPhase }: Metrics): string {
  return [
    ...metric('gastown_reconciles_total', 'counter', 'Turns that polecats had.', [['', reconciles]]),
    ...metric('gastown_reconcile_errors_total', 'counter', 'Turns that failed and were tried again.', [['', errors]]),
    ...metric('gastown_queue_length', 'gauge', 'Polecats whose turn is to come or is under way.', [['', queue()]]),
    ...metric(
      'gastown_polecats',
      'gauge',
      'Polecats by phase.',
      [...polecatsByPhase()].map(([phase, number]) => [`{phase="${phase}"}`, number] as const),
    ),
    '',
  ].join('\n')
}

function metric(name: string, type: string, help: string, values: readonly (readonly [string, number])[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...values.map(([labels, value]) => `${name}${labels} ${value}`),
  ]
}
