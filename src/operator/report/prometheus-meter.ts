/** The meter behind /metrics. Loaded only where there is a port to ask: prom-client takes 30 ms and 5 MiB. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Meter, NameOf, Sample } from './meter.ts'
import { metricFacts, metricNames } from './metrics.ts'

export interface PrometheusMeter extends Meter {
  readonly contentType: string
  /** All metrics in the text format of Prometheus, those of the process among them. */
  text(): Promise<string>
}

export function openPrometheusMeter(): PrometheusMeter {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new Map<string, Counter>()
  const histograms = new Map<string, Histogram>()
  const sources = new Map<NameOf<'gauge'>, () => Iterable<Sample>>()
  for (const name of metricNames) {
    const { type, help, labels: labelNames = [], buckets = [] } = metricFacts(name)
    const facts = { name, help, labelNames: [...labelNames], registers: [registry] }
    if (type === 'counter') counters.set(name, new Counter(facts))
    else if (type === 'histogram') histograms.set(name, new Histogram({ ...facts, buckets: [...buckets] }))
    else openGauge(facts, () => sources.get(name as NameOf<'gauge'>)?.() ?? [])
  }
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    add: (name, by, ...[labels]) => counters.get(name)?.inc(labels ?? {}, by),
    observe: (name, value, ...[labels]) => histograms.get(name)?.observe(labels ?? {}, value),
    gauge: (name, samples) => sources.set(name, samples),
  }
}

interface GaugeFacts {
  readonly name: string
  readonly help: string
  readonly labelNames: string[]
  readonly registers: Registry[]
}

function openGauge(facts: GaugeFacts, samples: () => Iterable<Sample>): Gauge {
  return new Gauge({
    ...facts,
    collect() {
      this.reset()
      for (const [labels, value] of samples()) this.set(labels, value)
    },
  })
}
