import type { Context } from '../context.ts'
import { clean, type CleanFlags } from './clean.ts'
import { findFinished } from './finished-polecats.ts'
import { removeEach, type LeftObject } from './leftover.ts'
import { withStaleRescueRefs } from './stale-rescue-refs.ts'
import type { StaleRescueRef } from './open-refs.ts'
import { scopeToClean } from '../polecats/open-scope.ts'
import { findOrphans } from './orphans.ts'

/** Everything that the other `clean` commands remove, shown and asked about at once. */
export async function cleanAll(context: Context, flags: CleanFlags): Promise<number> {
  const scope = await scopeToClean(context, flags)
  const { found: orphans, unknown } = await findOrphans(context, scope)
  const finished = await findFinished(context, scope, false)
  return withStaleRescueRefs(context, scope, (refs) =>
    clean<LeftObject | StaleRescueRef>(context, flags, {
      scope,
      found: [...orphans, ...finished, ...refs.found],
      unknown,
      async remove(chosen) {
        const left = await removeEach(
          context,
          chosen.filter((one) => 'remove' in one),
          flags,
        )
        const gone = chosen.filter((one) => 'commit' in one)
        if (gone.length > 0) await refs.remove(gone)
        return left
      },
    }),
  )
}
