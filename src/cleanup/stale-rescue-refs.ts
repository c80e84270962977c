/** The rescue refs of rigs' repositories that nobody needs any more, found and removed with the user's own git. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { GastownError, type Problem } from '../errors.ts'
import { polecats, rigs } from '../kube/resources.ts'
import { sameRepository } from '../rig/same-repository.ts'
import type { Rig } from '../rig/schema.ts'
import { removeRefs } from '../saving/prune/remove-refs.ts'
import { cannotClean, openRefs, type StaleRescueRef, type OpenRefs, type Repository } from './open-refs.ts'
import { inScope, type Scope } from '../polecats/scope.ts'

export interface StaleRescueRefs {
  readonly found: readonly StaleRescueRef[]
  remove(chosen: readonly StaleRescueRef[]): Promise<void>
}

/**
 * Finds the stale rescue refs of the scope's rigs, for `use`; the commits are in repositories that are removed after it.
 * Where one of several remotes does not answer, the others are cleaned before that is said.
 */
export async function withStaleRescueRefs<T>(
  context: Context,
  scope: Scope,
  use: (refs: StaleRescueRefs) => Promise<T>,
): Promise<T> {
  const [client, { signal }] = [await context.client(), context]
  const [{ items: existing }, { items: all }] = await Promise.all([
    client.list(rigs, { signal }),
    client.list(polecats, { signal }),
  ])
  const wanted = existing.filter(({ metadata }) => inScope(scope, metadata.name ?? ''))
  for (const name of scope.rigs ?? [])
    if (!wanted.some(({ metadata }) => metadata.name === name))
      context.notice(`Rescue refs of rig ${name} are kept: the rig no longer exists.`)
  const groups = byRepository(wanted)
  const folder = await mkdtemp(join(tmpdir(), 'gastown-'))
  try {
    const opened: OpenRefs[] = []
    const failed: Failed[] = []
    for (const [i, group] of groups.entries())
      try {
        const of = { group, all, isWanted: (rig: string) => inScope(scope, rig) }
        opened.push(await openRefs(context, of, join(folder, String(i))))
      } catch (error) {
        if (!(error instanceof GastownError) || signal.aborted || groups.length === 1) throw error
        failed.push({ group, error })
      }
    const [first] = failed
    if (first !== undefined && opened.length === 0) throw notCleaned(first, failed, groups.length)
    const found = opened.flatMap((one) => one.found)
    const value = await use({ found, remove: (chosen) => removeFrom(opened, chosen) })
    if (first !== undefined) throw notCleaned(first, failed, groups.length)
    return value
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function byRepository(wanted: readonly Rig[]): Repository[] {
  const groups: [Rig, ...Rig[]][] = []
  for (const rig of wanted) {
    const group = groups.find(([first]) => sameRepository(first.spec.gitURL, rig.spec.gitURL))
    if (group === undefined) groups.push([rig])
    else group.push(rig)
  }
  return groups
}

function namesOf(group: Repository): string[] {
  return group.map(({ metadata }) => metadata.name ?? '')
}

interface Failed {
  readonly group: Repository
  readonly error: GastownError
}

function notCleaned({ error: cause }: Failed, failed: readonly Failed[], count: number): GastownError {
  return new GastownError(cause.kind, `${failed.length} of ${count} repositories were not cleaned`, {
    problems: failed.map(({ group, error }) => ({ field: namesOf(group).join(', '), message: error.message })),
    cause,
  })
}

/** Each from its own remote; what one of them refuses holds up no other. */
async function removeFrom(opened: readonly OpenRefs[], chosen: readonly StaleRescueRef[]): Promise<void> {
  const refused: Problem[] = []
  for (const { found, access, gitDir } of opened) {
    const own = chosen.filter((ref) => found.includes(ref)).map(({ name, commit }) => ({ ref: name, commit }))
    if (own.length === 0) continue
    try {
      for (const { ref, words } of await removeRefs(own, { access, gitDir }))
        refused.push({ field: ref, message: words })
    } catch (error) {
      throw cannotClean(access, error)
    }
  }
  if (refused.length === 0) return
  throw new GastownError('conflict', `${refused.length} of ${chosen.length} refs were not removed`, {
    problems: refused,
    hints: ['The others are gone.'],
  })
}
