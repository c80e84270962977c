import type { Handover } from '../handover.ts'
import type { AttemptSettings } from '../settings.ts'
import type { RefUpdate } from './progress.ts'
import { rescuedBy, rescueRef, rescueRefsOf, short, isTemporary } from './rescue-kinds.ts'

/** Full names of the refs of one attempt. */
export function refNames(branch: string, rescuePrefix: string) {
  return {
    rescuePrefix,
    branch: `refs/heads/${branch}`,
    checkpoint: rescueRef('checkpoint', rescuePrefix),
    uncommitted: rescueRef('uncommitted', rescuePrefix),
    rescuedBranch: rescueRef('rescuedBranch', rescuePrefix),
    embedded: (commit: string) => rescueRef('embedded', rescuePrefix, short(commit)),
    beforeRewrite: (commit: string) => rescueRef('beforeRewrite', rescuePrefix, short(commit)),
  }
}
export type RefNames = ReturnType<typeof refNames>

export interface Situation {
  readonly names: RefNames
  /** What the remote has, as last seen. */
  readonly known: Readonly<Record<string, string | null>>
  /** The base branch's commit. */
  readonly base: string
  readonly checkpointTo: AttemptSettings['checkpointTo']
  /** The commits change CI definitions and are to wait for a release. */
  readonly held: boolean
}

export interface Destinations {
  /** Where the tip goes; undefined where it holds nothing that the remote lacks. */
  readonly tip: RefUpdate | undefined
  /** Everything else that this handover brings. */
  readonly rescue: readonly RefUpdate[]
}

/** Which commit goes to which ref. Only the agent's end, or the user's wish for it, lets commits onto the work branch. */
export function destinations(handover: Handover, situation: Situation): Destinations {
  const ref = tipRef(handover, situation)
  const rescue = rescuedBy(handover, situation.names.rescuePrefix)
  return { tip: ref === undefined ? undefined : { ref, commit: handover.tip }, rescue }
}

function tipRef(handover: Handover, { names, known, base, checkpointTo, held }: Situation): string | undefined {
  const { tip, tipForBranch, final } = handover
  const there = known[names.branch] ?? undefined
  if (tip === (there ?? base)) {
    // A branch that has the tip is named all the same: it is to be seen there once more.
    return there === undefined ? undefined : names.branch
  }
  const toBranch = tipForBranch && !held && (final || checkpointTo === 'branch')
  if (toBranch) return names.branch
  return final ? names.rescuedBranch : names.checkpoint
}

/** Refs of ours that only stood in for what the last handover names. */
export function staleRefs(handover: Handover, { names, known }: Pick<Situation, 'names' | 'known'>): string[] {
  const brought = new Set(rescuedBy(handover, names.rescuePrefix).map(({ ref }) => ref))
  return rescueRefsOf(known, names.rescuePrefix).filter(
    (ref) => isTemporary(ref, names.rescuePrefix) && !brought.has(ref),
  )
}

/** Refs that the push of a handover replaces although their commits may not be in the new ones. */
export function replacedCommits({ names, known }: Situation, { tip }: Destinations): string[] {
  const refs = [names.checkpoint, ...(tip === undefined ? [] : [tip.ref])]
  return [...new Set(refs.map((ref) => known[ref]).filter((commit) => typeof commit === 'string'))]
}
