import type { Context } from '../context.ts'
import { showOutcomes } from '../output/polecat/show-outcomes.ts'
import type { Polecat } from '../polecat/schema.ts'
import { awaitAloud } from './await-aloud.ts'
import { followPolecats } from './follow-polecats.ts'
import { watching } from './watching.ts'

export interface WaitForOutcomeOptions {
  /** Show what happens, not only how it ends. */
  readonly follow: boolean
  readonly plain: boolean
  readonly output?: 'json' | 'yaml' | 'name'
  readonly stuckAfterSeconds: number
}

/** Waits for the outcomes of new polecats, says what they are, and gives the exit code. */
export async function waitForOutcome(
  context: Context,
  made: readonly Polecat[],
  how: WaitForOutcomeOptions,
): Promise<number> {
  const names = made.map(({ metadata }) => metadata.name ?? '')
  const wait = { names, goal: 'finished' as const, stuckAfterSeconds: how.stuckAfterSeconds }
  const { polecats, exitCode } = await watching(context, { names }, (onState) =>
    how.follow && how.output === undefined
      ? followPolecats(context, { ...wait, onState }, { plain: how.plain })
      : awaitAloud(context, { ...wait, onState }),
  )
  await showOutcomes(context, polecats, how.output)
  return exitCode
}
