/** What is counted and measured of the operator's work, whether or not anybody asks for it. */
import type { Polecat } from '../../polecat/schema.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import type { metrics } from './metrics.ts'

type Facts = typeof metrics
export type NameOf<Type extends string> = {
  [Name in keyof Facts]: Facts[Name]['type'] extends Type ? Name : never
}[keyof Facts]
type LabelsOf<Name extends keyof Facts> = Facts[Name] extends {
  readonly labels: readonly (infer Label extends string)[]
}
  ? readonly [Readonly<Record<Label, string>>]
  : readonly []

/** A gauge's values when it is asked for; labels as in its facts. */
export type Sample = readonly [Readonly<Record<string, string>>, number]

export interface Meter {
  add<Name extends NameOf<'counter'>>(name: Name, by: number, ...labels: LabelsOf<Name>): void
  observe<Name extends NameOf<'histogram'>>(name: Name, value: number, ...labels: LabelsOf<Name>): void
  /** Takes the values of a gauge from there, instead of from where they came before. */
  gauge(name: NameOf<'gauge'>, samples: () => Iterable<Sample>): void
}

/** Where nobody can ask. */
export const noMeter: Meter = { add() {}, observe() {}, gauge() {} }

const tokenKinds = {
  input: 'inputTokens',
  output: 'outputTokens',
  cache_read: 'cacheReadTokens',
  cache_write: 'cacheWriteTokens',
} as const

/** Counts what a written status changed. */
export function meterTransition(meter: Meter, polecat: Polecat, before: PolecatStatus = {}): void {
  const { spec, status = {} } = polecat
  const sameAttempt = status.attempt === before.attempt
  if (status.podName !== undefined && status.podName !== before.podName && !(sameAttempt && before.podName))
    meter.add('gastown_attempts_total', 1)
  meterUsage(meter, spec.rig, sameAttempt ? (before.usage ?? {}) : {}, status.usage)
  if (status.finishedAt !== undefined && status.finishedAt !== before.finishedAt) meterEnd(meter, status)
}

function meterEnd(meter: Meter, { reason, result, phases }: PolecatStatus): void {
  if (reason !== undefined) meter.add('gastown_outcomes_total', 1, { reason })
  if (result !== undefined) meter.add('gastown_saves_total', 1, { state: result.saved })
  for (const { name, seconds } of phases ?? []) meter.observe('gastown_step_seconds', seconds, { step: name })
}

type Usage = PolecatStatus['usage']

function meterUsage(meter: Meter, rig: string, before: Partial<NonNullable<Usage>>, after: Usage): void {
  if (after === undefined) return
  for (const [kind, field] of Object.entries(tokenKinds)) {
    const more = (after[field] ?? 0) - (before[field] ?? 0)
    if (more > 0) meter.add('gastown_tokens_total', more, { rig, kind })
  }
  const more = (after.costUSD ?? 0) - (before.costUSD ?? 0)
  if (more > 0) meter.add('gastown_cost_usd_total', more, { rig, basis: after.costBasis })
}
