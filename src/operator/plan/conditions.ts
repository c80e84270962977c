import { conditionTypes, type Condition } from '../../polecat/status.ts'

type ConditionType = Condition['type']

export interface Verdict {
  readonly status: Condition['status']
  /** CamelCase word, as Kubernetes has it. */
  readonly reason: string
  readonly message?: string
}

export interface DecisionTime {
  readonly now: Date
  readonly generation?: number
}

/** Conditions, some of them decided anew; only a status that changes changes its time. */
export function decide(
  earlier: readonly Condition[] | undefined,
  verdicts: Partial<Record<ConditionType, Verdict>>,
  { now, generation }: DecisionTime,
): Condition[] {
  return conditionTypes.flatMap((type) => {
    const before = earlier?.find((condition) => condition.type === type)
    const verdict = verdicts[type]
    if (!verdict) return before ? [before] : []
    const kept = before?.status === verdict.status ? before.lastTransitionTime : undefined
    return [{ type, ...verdict, lastTransitionTime: kept ?? now.toISOString(), observedGeneration: generation }]
  })
}
