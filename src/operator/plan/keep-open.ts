/** While local mode ends, an attempt whose work could not be saved stays open: the next start saves it. */
import type { PolecatStatus } from '../../polecat/status.ts'
import { decide } from './conditions.ts'
import type { Observed } from './observed.ts'
import { plainText } from './outcome.ts'
import type { PodFacts } from '../../attempt/pod-facts.ts'
import { stopWordOf } from './stop.ts'

/** `ended`: the status that the attempt would end with. Undefined where it may. */
export function keepOpen(
  { polecat, draining, now }: Observed,
  facts: PodFacts,
  ended: PolecatStatus,
): PolecatStatus | undefined {
  const isUnsaved = ended.result?.saved === 'failed' || ended.result?.saved === 'waiting'
  if (!draining || !facts.agentStarted || !isUnsaved || stopWordOf(facts.pod) !== 'drain') return undefined
  const { status = {}, metadata } = polecat
  return {
    ...status,
    phase: 'Working',
    reason: undefined,
    message: plainText(`not saved yet: ${ended.message}`),
    conditions: decide(
      status.conditions,
      {
        PodReady: { status: 'False', reason: 'LocalModeEnded' },
        WorkSaved: { status: 'False', reason: 'NotSaved' },
        Finished: { status: 'False', reason: 'Working' },
      },
      { now, generation: metadata.generation },
    ),
    observedGeneration: metadata.generation,
  }
}

/** Nothing more becomes of it before the next start. */
export function isKeptOpen({ conditions }: PolecatStatus): boolean {
  return conditions?.some(({ type, reason }) => type === 'WorkSaved' && reason === 'NotSaved') === true
}
