import { metricFacts, metricNames } from '../../src/operator/report/metrics.ts'
import { attemptEvents } from '../../src/operator/transitions.ts'
import { code, page, table } from './markdown.ts'

/** docs/reference/metrics.md */
export function metricsPage(): string {
  return page(
    'Metrics',
    'The operator serves these at `/metrics`, on the port of `gastown operator run --health-port`, in the text format of Prometheus.',
    table(
      ['metric', 'type', 'labels', 'meaning'],
      metricNames.map((name) => {
        const { type, labels = [], help } = metricFacts(name)
        return [code(name), type, labels.map(code).join(', '), help]
      }),
    ),
    'Besides these, the usual metrics of a process (`process_…`) and of Node (`nodejs_…`). Queue, polecats and watches are those of the leader; counters begin anew with each process.',
  )
}

/** docs/reference/events.md */
export function eventsPage(): string {
  return page(
    'Events',
    "The operator writes Kubernetes Events on Polecats; `gastown events NAME` and `kubectl events --for polecat/NAME` show them. The pods' own Events are the kubelet's and the scheduler's.",
    table(
      ['reason', 'type', 'when'],
      Object.entries(attemptEvents).map(([reason, { type, when }]) => [code(reason), type, when]),
    ),
    'Besides these, each change of `.status.reason` is an Event of that reason, whose type is in [outcomes.md](outcomes.md).',
  )
}
