import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Rig } from '../rig/schema.ts'
import { clean, type CleanFlags } from './clean.ts'
import { findFinished } from './finished-polecats.ts'
import { removeEach, type LeftObject } from './leftover.ts'
import { rigToClean, withLeftRefs, type LeftRef } from './left-refs.ts'
import { findOrphans } from './orphans.ts'

/** Everything that the other `clean` commands remove, shown and asked about at once. */
export async function cleanAll(context: Context, flags: CleanFlags & { readonly rig?: string }): Promise<number> {
  const [client, namespace, { workers, signal }] = [await context.client(), await context.namespace(), context]
  const objects = [
    ...(await findOrphans(client, workers, signal)),
    ...(await findFinished(client, { namespace, signal })),
  ]
  const rig = await rigOrNone(context, flags.rig)
  if (rig === undefined) return clean(context, objects, flags, removeEach)
  return withLeftRefs(context, rig, (refs) =>
    clean<LeftObject | LeftRef>(context, [...objects, ...refs.found], flags, async (chosen) => {
      await removeEach(chosen.filter((one) => 'remove' in one))
      const gone = chosen.filter((one) => 'commit' in one)
      if (gone.length > 0) await refs.remove(gone)
    }),
  )
}

/** Without a rig's name, and in no checkout of one, there are no rescue refs to look at; that is no reason to stop. */
async function rigOrNone(context: Context, name: string | undefined): Promise<Rig | undefined> {
  try {
    return await rigToClean(context, name)
  } catch (error) {
    if (name !== undefined || !(error instanceof GastownError) || error.kind !== 'not-found') throw error
    context.notice('Rescue refs are left alone: this is no checkout of a rig; name one with --rig.')
    return undefined
  }
}
