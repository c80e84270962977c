import type { StartNote } from '../handover.ts'
import { shownPath } from '../snapshot/names.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { HeldObjects, type HeldObject } from './held-objects.ts'
import { withoutSecret, type HeldContext, type WithoutSecret } from './without-secret.ts'

/** Commits whose objects are known to hold none. */
const mostFree = 64
const mostPlaces = 20

/** Lets a snapshot pass as it is, or with what holds no secret in the place of what does. */
export class SecretGuard {
  readonly #context: HeldContext
  readonly #base: readonly string[]
  #free: readonly string[] = []

  constructor(context: Omit<HeldContext, 'objects'>, { start, base }: StartNote) {
    this.#context = { ...context, objects: new HeldObjects(context.git, context.finder) }
    this.#base = [...new Set([start, base])]
  }

  async pass(snapshot: Snapshot): Promise<Snapshot> {
    if (this.#context.finder.isIdle) return snapshot
    const known = this.#known
    const commits = commitsIn(snapshot).filter((commit) => !known.includes(commit))
    if (commits.length === 0) return snapshot
    const held = await this.#context.objects.among(commits, known)
    if (held.length > 0) return await this.#replace(snapshot, held)
    this.#free = [...commits, ...this.#free].slice(0, mostFree)
    return snapshot
  }

  get #known(): readonly string[] {
    return [...this.#base, ...this.#free]
  }

  async #replace(snapshot: Snapshot, held: readonly HeldObject[]): Promise<Snapshot> {
    const { tip, uncommitted, others, worktrees = [], submodules = [], embedded = [] } = snapshot
    const dropped: string[] = []
    const instead: Instead = async (commit) => {
      if (this.#known.includes(commit)) return undefined
      if ((await this.#context.objects.among([commit], this.#known)).length === 0) return undefined
      const kept = await withoutSecret(this.#context, commit, this.#known)
      for (const path of kept.dropped) dropped.push(path)
      return kept
    }
    const heldTip = await instead(tip)
    const heldFiles = uncommitted === undefined ? undefined : await instead(uncommitted)
    const files = heldFiles === undefined ? uncommitted : heldFiles.commit
    const beside = await allInstead(others, instead)
    const named = await eachInstead(worktrees, instead)
    const kept = await allInstead(submodules, instead)
    const inside = await eachInstead(embedded, instead)
    const isBelow = uncommitted !== undefined && heldTip !== undefined && (await this.#contains(uncommitted, tip))
    // The files that stand on the tip hold what is in it.
    const atTip = heldTip === undefined || isBelow ? undefined : heldTip.commit
    const [main = files, ...more] = uncommitted === undefined ? [atTip] : [files, atTip]
    return {
      ...withoutFields(snapshot),
      ...(kept.length > 0 && { submodules: kept }),
      ...(inside.length > 0 && { embedded: inside }),
      ...(heldTip === undefined ? { tip } : { tip: heldTip.before ?? this.#base[0] ?? tip, tipForBranch: false }),
      ...(main !== undefined && { uncommitted: main }),
      others: [...new Set([...beside, ...more].filter((commit) => commit !== undefined))],
      ...(named.length > 0 && { worktrees: named }),
      secrets: [...(snapshot.secrets ?? []), ...held.slice(0, mostPlaces).map(placeOf)],
      leftOut: [
        `commits that contain a secret: in ${listed(held.map(placeOf))}`,
        ...(dropped.length > 0 ? [`files that contain a secret: ${listed(dropped.map(shownPath))}`] : []),
        ...snapshot.leftOut,
      ],
      changed: true,
    }
  }

  async #contains(commit: string, other: string): Promise<boolean> {
    return (await this.#context.git.run(['merge-base', '--is-ancestor', other, commit])).status === 0
  }
}

type Instead = (commit: string) => Promise<WithoutSecret | undefined>

/** Without those of which nothing is kept. */
async function eachInstead<T extends { readonly commit: string }>(all: readonly T[], instead: Instead): Promise<T[]> {
  const found = await Promise.all(all.map(async (one) => ({ one, kept: await instead(one.commit) })))
  return found.flatMap(({ one, kept }) => {
    if (kept === undefined) return [one]
    return kept.commit === undefined ? [] : [{ ...one, commit: kept.commit }]
  })
}

async function allInstead(commits: readonly string[], instead: Instead): Promise<string[]> {
  const named = await eachInstead(
    commits.map((commit) => ({ commit })),
    instead,
  )
  return named.map(({ commit }) => commit)
}

function commitsIn({ tip, uncommitted, others, worktrees = [], submodules = [], embedded = [] }: Snapshot): string[] {
  const named = [...worktrees, ...embedded].map(({ commit }) => commit)
  return [...new Set([tip, ...(uncommitted === undefined ? [] : [uncommitted]), ...others, ...submodules, ...named])]
}

function withoutFields(snapshot: Snapshot): Snapshot {
  const { uncommitted: _files, worktrees: _trees, submodules: _modules, embedded: _inside, ...rest } = snapshot
  return rest
}

function placeOf({ type, path, sha, secret }: HeldObject): string {
  const name = secret.name
  if (type === 'commit') return `the commit ${sha.slice(0, 7)} itself (${name})`
  return type === 'tree' ? `a name in ${shownPath(path) || 'the top folder'} (${name})` : `${shownPath(path)} (${name})`
}

function listed(places: readonly string[]): string {
  const all = [...new Set(places)]
  return `${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`
}
