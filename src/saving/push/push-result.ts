import { printable } from '../../git/printable.ts'
import type { Reason } from '../../outcome/reasons.ts'
import type { PushResult, SavedState } from '../../outcome/results.ts'
import type { Handover } from '../handover.ts'
import type { Counts } from './counts.ts'
import type { RefNames } from './destinations.ts'
import type { Refusal } from './refusal.ts'

/** Everything that is known once a handover's commits were pushed. */
export interface Facts {
  readonly handover: Handover
  readonly branch: string
  /** The commit that the attempt started from. */
  readonly start: string
  readonly names: RefNames
  /** The ref that shows the tip; undefined where there was nothing to bring. */
  readonly tipAt: string | undefined
  /** The tip is nowhere on the remote. */
  readonly tipLost: boolean
  /** Why the work branch did not take the tip. */
  readonly refused: Refusal | undefined
  /** Paths of CI definitions that hold the branch back. */
  readonly held: readonly string[]
  /** Refs that the remote does not show as they were wanted, with the reason of each. */
  readonly missing: readonly (readonly [ref: string, refusal: Refusal])[]
  /** Rescue refs of this attempt that the remote shows. */
  readonly rescueRefs: readonly string[]
  readonly counts: Counts | undefined
  /** When the remote was last looked at for this; undefined where there was nothing to look for. */
  readonly verifiedAt: string | undefined
}

export function pushResult(facts: Facts): PushResult {
  const { handover, branch, names, tipAt, counts, rescueRefs, verifiedAt } = facts
  const leftOut = [...facts.missing.map(([ref]) => ref), ...handover.leftOut].map((name) => printable(name, 120))
  const reason = reasonOf(facts)
  return {
    state: stateOf(facts),
    final: handover.final,
    ...(tipAt === names.branch && { commit: handover.tip }),
    branch,
    ...counts,
    ...(rescueRefs.length > 0 && { rescueRefs: [...rescueRefs] }),
    ...(leftOut.length > 0 && { leftOut }),
    ...(verifiedAt !== undefined && { verifiedAt }),
    ...(reason && { reason }),
    message: printable(messageOf(facts), 400),
  }
}

function stateOf({ handover, names, tipAt, tipLost, missing, rescueRefs }: Facts): SavedState {
  if (tipLost || missing.length > 0) return rescueRefs.length > 0 || tipAt !== undefined ? 'incomplete' : 'failed'
  if (handover.leftOut.length > 0) return 'incomplete'
  return tipAt === undefined || tipAt === names.branch ? 'saved' : 'rescued'
}

function reasonOf({ refused, held, tipLost, missing, handover }: Facts): Reason | undefined {
  if (tipLost || missing.length > 0) return 'PushFailed'
  if (refused !== undefined) return 'PushRejected'
  return held.length > 0 && handover.final ? 'CIChangesHeld' : undefined
}

function messageOf(facts: Facts): string {
  const { handover, branch, start, names, tipAt, refused, held, missing, rescueRefs, counts } = facts
  const parts: string[] = []
  if (refused !== undefined) parts.push(refused.words)
  if (held.length > 0 && handover.final) parts.push(`held because they change ${listed(held)}`)
  const work = counts === undefined ? 'commits' : counted(counts.commits, 'commit')
  const what = `${work} (${handover.tip.slice(0, 7)})`
  if (tipAt === names.branch && handover.tip === start)
    parts.push(`${printable(branch)} is where it was (${start.slice(0, 7)})`)
  else if (tipAt === names.branch) parts.push(`pushed ${what} to ${printable(branch)}`)
  else if (tipAt !== undefined) parts.push(`${what} saved at ${tipAt}`)
  if (handover.uncommitted !== undefined && rescueRefs.includes(names.uncommitted))
    parts.push(`uncommitted work saved at ${names.uncommitted}`)
  for (const [ref, { words }] of missing.slice(0, 2)) parts.push(`not saved: ${printable(ref)}, ${words}`)
  if (missing.length > 0 && tipAt === names.branch)
    parts.push('if the server takes only branches, set rescueNamespace to refs/heads/gastown')
  if (handover.leftOut.length > 0) parts.push(`left out: ${listed(handover.leftOut)}`)
  parts.push(...handover.notes.slice(0, 3).map((note) => printable(note)))
  return parts.length === 0 ? 'nothing to save' : parts.join('; ')
}

function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return `${names
    .slice(0, 3)
    .map((name) => printable(name, 80))
    .join(', ')}${more}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
