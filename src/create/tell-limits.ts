import type { Context } from '../context.ts'
import { limitNames } from '../output/local-lines.ts'
import type { Polecat } from '../polecat/schema.ts'

/** Local mode: what was asked for of memory, processors and disk is not promised where nothing holds it. */
export async function tellLimits(context: Context, polecats: readonly Polecat[]): Promise<void> {
  if (!polecats.some(({ spec }) => spec.kubernetes?.resources !== undefined)) return
  if (!(await context.isLocal())) return
  const { limits } = await context.local()
  if (limits === undefined || (limits.memory && limits.cpu && limits.disk)) return
  const names = limitNames({ ...limits, processes: 'run' }).open.join(' and ')
  context.notice(
    `Not enforced on this machine: limits of ${names}${limits.why === undefined ? '' : `: ${limits.why}`}.`,
  )
}
