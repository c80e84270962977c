import { unenforced } from '../agents/unenforced.ts'
import type { Context } from '../context.ts'
import { unusedLocally } from './unused-locally.ts'
import type { DraftedPolecat } from './draft-polecats.ts'

/** Says what of their rigs' settings does not hold for these polecats, and in local mode, what of theirs has no use. */
export async function tellNotApplied(context: Context, drafts: readonly DraftedPolecat[]): Promise<void> {
  const local = await context.isLocal()
  const told = drafts.flatMap(({ polecat, rig }) => unenforced(polecat, rig, { local }).ofRig)
  for (const line of new Set(told.map(({ field, message }) => `Not applied: ${field}: ${message}.`)))
    context.notice(line)
  const unused = local ? drafts.flatMap(({ written, rig }) => unusedLocally(written, rig)) : []
  if (unused.length > 0) context.notice(`Not used in local mode: ${[...new Set(unused)].join(', ')}.`)
}
