/** The files for Prometheus and Grafana name only metrics and labels that the operator serves. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { reasonNames } from '../../src/outcome/reasons.ts'
import { metricFacts, metricNames, type MetricName } from '../../src/operator/report/metrics.ts'
import { openPrometheusMeter } from '../../src/operator/report/prometheus-meter.ts'

const read = (name: string) => readFileSync(new URL(`../../monitoring/${name}`, import.meta.url), 'utf8')

interface Alerts {
  spec: { groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[] }
}
interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[]
}

const rules = (parse(read('alerts.yaml')) as Alerts).spec.groups.flatMap(({ rules }) => rules)
const { panels } = JSON.parse(read('dashboard.json')) as Dashboard
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
]

/** Words of PromQL, and the labels that Prometheus adds itself. */
const promql = new Set('sum max by or and on absent increase rate delta histogram_quantile le pod'.split(' '))

/** Identifiers of an expression outside of texts and durations. */
function words(expr: string): string[] {
  return (expr.replaceAll(/"[^"]*"|\[\w+\]/g, '').match(/[a-z_]\w*/g) ?? []).filter((word) => !promql.has(word))
}

const served = (await openPrometheusMeter().text()).match(/(?<=^# TYPE )\S+/gm) ?? []

test.each(expressions)('%s', (_, expr) => {
  const known = new Set([
    ...served,
    ...metricNames.filter((name) => metricFacts(name).type === 'histogram').map((name) => `${name}_bucket`),
    ...metricNames.flatMap((name) => metricFacts(name).labels ?? []),
  ])
  const used = words(expr)
  expect(used.filter((word) => !known.has(word))).toEqual([])
  expect(used.filter((word) => word.startsWith('gastown_'))).not.toEqual([])
  for (const [, name = '', selector = ''] of expr.matchAll(/(gastown_\w+)\{([^}]*)\}/g))
    expect(metricFacts(name as MetricName).labels).toContain(/^\w+/.exec(selector)?.[0])
})

test('reasons that an alert names exist', () => {
  const named = expressions.flatMap(([, expr]) => /reason=~"([^"]*)"/.exec(expr)?.[1]?.split('|') ?? [])
  expect(named).not.toEqual([])
  expect(named.filter((reason) => !reasonNames.some((known) => known === reason))).toEqual([])
})

test('labels that an annotation shows are in its expression', () => {
  for (const { expr, annotations } of rules)
    for (const [, label = ''] of Object.values(annotations)
      .join(' ')
      .matchAll(/\$labels\.(\w+)/g))
      expect(expr).toContain(`by (${label})`)
})

test('no label is one whose values a user can make up', () => {
  const labels = new Set(metricNames.flatMap((name) => metricFacts(name).labels ?? []))
  expect([...labels].toSorted()).toEqual([
    'basis',
    'code',
    'kind',
    'phase',
    'reason',
    'resource',
    'rig',
    'state',
    'step',
    'verb',
    'version',
  ])
})
