/**
 * Which rigs are meant by a command that shows or acts on several polecats without their names. One rule for all of them:
 * the rig of the checkout that the command is called in, where there is one, or else what the flags say.
 */
import type { Whose } from '../output/polecat/no-polecats.ts'
import { sameRepository } from '../rig/same-repository.ts'
import type { Rig } from '../rig/schema.ts'

export interface ScopeFlags {
  readonly rig?: string
  readonly 'all-rigs': boolean
}

/** What the folder tells that the command is called in: its repository, or why it tells none. */
export type Here = { readonly remote: string } | { readonly why: string }

export interface Scope extends Whose {
  /** Why it is so, where no flag has said it. */
  readonly why?: string
}

export function chooseScope(flags: ScopeFlags, here: Here, existing: readonly Rig[]): Scope {
  if (flags['all-rigs']) return allRigs()
  if (flags.rig !== undefined) return { rigs: [flags.rig], words: `rig ${flags.rig}` }
  if ('why' in here) return allRigs(here.why)
  const rigs = existing
    .filter(({ spec }) => sameRepository(spec.gitURL, here.remote))
    .map(({ metadata }) => metadata.name ?? '')
    .toSorted()
  if (rigs.length === 0) return allRigs('no rig found for the repository of this checkout')
  return { rigs, words: rigWords(rigs), why: "this checkout's" }
}

function allRigs(why?: string): Scope {
  return { rigs: undefined, words: 'all rigs', ...(why !== undefined && { why }) }
}

function rigWords(rigs: readonly string[]): string {
  if (rigs.length === 1) return `rig ${rigs[0]}`
  return `rigs ${rigs.slice(0, -1).join(', ')} and ${rigs.at(-1)}`
}

export function inScope({ rigs }: Scope, rig: string): boolean {
  return rigs === undefined || rigs.includes(rig)
}

/** Such as `Showing rig shop, this checkout's; -A for all rigs (12 more).` `others`: how many are of other rigs. */
export function scopeNotice({ rigs, words, why }: Scope, verb: 'Showing' | 'Cleaning', others = 0): string {
  if (why === undefined) return `${verb} ${words}.`
  if (rigs === undefined) return `${verb} ${words}: ${why}.`
  return `${verb} ${words}, ${why}; -A for all rigs${others === 0 ? '' : ` (${others} more)`}.`
}

/** How the scope was given. */
export function scopeFlag(flags: ScopeFlags): '--rig' | '-A' | undefined {
  if (flags.rig !== undefined) return '--rig'
  return flags['all-rigs'] ? '-A' : undefined
}
