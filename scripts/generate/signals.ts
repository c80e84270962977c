import { metrics } from '../../src/operator/report/metrics.ts'
import { attemptEvents } from '../../src/operator/transitions.ts'
import { code, page, table } from './markdown.ts'

/** docs/reference/metrics.md */
export function metricsPage(): string {
  return page(
    'Metrics',
    'The operator serves these at `/metrics`, on the port of `gastown operator run --health-port`, in the text format of Prometheus.',
    table(
      ['metric', 'type', 'label', 'meaning'],
      metrics.map(({ name, type, label, help }) => [code(name), type, label === undefined ? '' : code(label), help]),
    ),
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
