import type { Access } from '../../git/access/access.ts'
import { carryOut } from '../push/carry-out.ts'
import { planRemoval } from '../push/plan-refs.ts'
import { emptyPushState } from '../push/push-state.ts'

export interface RefAt {
  readonly ref: string
  readonly commit: string
}

/** In one push, within what a command line holds. */
const together = 200

/** Removes the refs where they are still at these commits. Tells those that the remote still has, and why. */
export async function removeRefs(
  refs: readonly RefAt[],
  { access, gitDir }: { readonly access: Access; readonly gitDir: string },
): Promise<{ readonly ref: string; readonly words: string }[]> {
  const known = Object.fromEntries(refs.map(({ ref, commit }) => [ref, commit]))
  const pusher = { access, gitDir, state: emptyPushState(known), save: () => {}, log: () => {} }
  const refused: { ref: string; words: string }[] = []
  for (let from = 0; from < refs.length; from += together) {
    const wanted = refs.slice(from, from + together).map(({ ref }) => ref)
    for (const [ref, refusal] of await carryOut(pusher, (progress) => planRemoval(wanted, progress)))
      if (refusal !== undefined) refused.push({ ref, words: refusal.words })
  }
  return refused
}
