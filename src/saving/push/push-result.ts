import { sanitizeLine } from '../../text/sanitize.ts'
import { counted } from '../../outcome/counted.ts'
import type { Reason } from '../../outcome/reasons.ts'
import type { PushResult, SavedState } from '../../outcome/results.ts'
import type { Handover } from '../handover.ts'
import type { Counts } from './counts.ts'
import type { RefNames } from './destinations.ts'
import type { PushOutcome } from './plan-push.ts'

/** Everything that is known once a handover's commits were pushed. */
export interface PushFacts extends Omit<PushOutcome, 'listed'> {
  readonly handover: Handover
  readonly branch: string
  /** The commit that the attempt started from. */
  readonly start: string
  readonly names: RefNames
  /** Paths of CI definitions that hold the branch back. */
  readonly held: readonly string[]
  /** Rescue refs of this attempt that the remote shows. */
  readonly rescueRefs: readonly string[]
  readonly counts: Counts | undefined
  /** Time at which the remote's refs were last listed for this; undefined where there was nothing to list. */
  readonly verifiedAt: string | undefined
}

export function pushResult(facts: PushFacts): PushResult {
  const { handover, branch, names, tipAt, counts, rescueRefs, verifiedAt } = facts
  const named = [...facts.missing.map(([ref]) => ref), ...handover.leftOut, ...(handover.kept ?? [])]
  const leftOut = named.map((name) => sanitizeLine(name, 120))
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
    message: sanitizeLine(messageOf(facts), 400),
  }
}

function stateOf({ handover, names, tipAt, tipLost, missing, rescueRefs }: PushFacts): SavedState {
  if (tipLost || missing.length > 0) return rescueRefs.length > 0 || tipAt !== undefined ? 'incomplete' : 'failed'
  if (handover.leftOut.length > 0) return 'incomplete'
  const onBranch = tipAt === undefined || tipAt === names.branch
  return onBranch && handover.submodules === undefined ? 'saved' : 'rescued'
}

function reasonOf({ refused, held, tipLost, missing, handover }: PushFacts): Reason | undefined {
  if (tipLost || missing.length > 0) return 'PushFailed'
  if (refused !== undefined) return 'PushRejected'
  if (handover.secrets !== undefined) return 'SecretHeld'
  return held.length > 0 && handover.final ? 'CIChangesHeld' : undefined
}

function messageOf(facts: PushFacts): string {
  const { handover, branch, start, names, tipAt, refused, held, missing, rescueRefs, counts } = facts
  const parts: string[] = []
  if (refused !== undefined) parts.push(refused.words)
  if (held.length > 0 && handover.final) parts.push(`held because they change ${listed(held)}`)
  if (handover.secrets !== undefined) parts.push(secretWords(handover.secrets, handover, names))
  const work = counts === undefined ? 'commits' : counted(counts.commits, 'commit')
  const what = `${work} (${handover.tip.slice(0, 7)})`
  if (tipAt === names.branch && handover.tip === start)
    parts.push(`${sanitizeLine(branch)} is where it was (${start.slice(0, 7)})`)
  else if (tipAt === names.branch) parts.push(`pushed ${what} to ${sanitizeLine(branch)}`)
  else if (tipAt !== undefined) parts.push(`${what} saved at ${tipAt}`)
  if (handover.uncommitted !== undefined && rescueRefs.includes(names.uncommitted))
    parts.push(`uncommitted work saved at ${names.uncommitted}`)
  if (handover.submodules !== undefined)
    parts.push(
      'push the commits of submodules to where they belong: until then the branch cannot be cloned with its submodules',
    )
  parts.push(...embeddedWords(facts))
  for (const [ref, { words }] of missing.slice(0, 2)) parts.push(`not saved: ${sanitizeLine(ref)}, ${words}`)
  if (missing.length > 0 && tipAt === names.branch)
    parts.push('let the server take refs/gastown/*, or set rescueNamespace to a prefix that it takes')
  const left = [...handover.leftOut, ...(handover.kept ?? [])]
  if (left.length > 0) parts.push(`left out: ${listed(left)}`)
  parts.push(...handover.notes.slice(0, 3).map((note) => sanitizeLine(note)))
  return parts.length === 0 ? 'nothing to save' : parts.join('; ')
}

/** Where the commits of each repository in the checkout are. */
function embeddedWords({ handover, names, rescueRefs }: PushFacts): string[] {
  const saved = (handover.embedded ?? []).flatMap(({ place, commit }) => {
    const ref = names.embedded(commit)
    return rescueRefs.includes(ref) ? [`${sanitizeLine(place, 80)} at ${ref}`] : []
  })
  return saved.length === 0 ? [] : [`commits that only a repository of the agent's own had: ${listed(saved)}`]
}

/** Never the value: what it is called, and where it stands. */
function secretWords(places: readonly string[], { uncommitted }: Handover, { uncommitted: ref }: RefNames): string {
  const take = uncommitted === undefined ? '' : `, and take the work without it from ${ref}`
  return `nothing was pushed that contains the secret in ${listed(places)}: revoke it to be safe${take}`
}

function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return `${names
    .slice(0, 3)
    .map((name) => sanitizeLine(name, 80))
    .join(', ')}${more}`
}
