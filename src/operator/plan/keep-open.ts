/** Attempts kept open: while local mode ends, one whose work is not saved does not finish, and the next start saves it. */
import type { PolecatStatus } from '../../polecat/status.ts'
import { decide } from './conditions.ts'
import type { Observed } from './observed.ts'
import type { PodFacts } from '../../attempt/pod-facts.ts'
import { stopWordOf } from './stop.ts'
import { sanitizeMessage } from '../../text/sanitize.ts'

/** Status that keeps the attempt open, instead of `ended`; undefined where it may end. */
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
    message: sanitizeMessage(`not saved yet: ${ended.message}`),
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

/** Whether the attempt waits for the next start of local mode. */
export function isKeptOpen({ conditions }: PolecatStatus): boolean {
  return conditions?.some(({ type, reason }) => type === 'WorkSaved' && reason === 'NotSaved') === true
}
