import type { Handover } from '../handover.ts'

/** Refs of an attempt below its prefix. */
interface RescueKind {
  /** The ref's name; a kind of which there may be several has a dash and a name of each after it. */
  readonly word: string
  readonly several: boolean
  /** Only the newest snapshot counts: what the last handover does not bring goes once all is verified. */
  readonly isTemporary: boolean
  /** What a handover brings there besides its tip. */
  brings(handover: Handover): readonly Named[]
}

interface Named {
  /** Empty where there is but one. */
  readonly name: string
  readonly commit: string
}

const none = (): readonly Named[] => []

/** What a person needs first comes first. */
const kinds = {
  rescuedBranch: { word: 'branch', several: false, isTemporary: false, brings: none },
  uncommitted: {
    word: 'uncommitted',
    several: false,
    isTemporary: true,
    brings: ({ uncommitted }) => (uncommitted === undefined ? [] : [{ name: '', commit: uncommitted }]),
  },
  checkpoint: { word: 'checkpoint', several: false, isTemporary: true, brings: none },
  worktree: { word: 'worktree', several: true, isTemporary: true, brings: ({ worktrees = [] }) => worktrees },
  other: {
    word: 'other',
    several: true,
    isTemporary: false,
    brings: ({ others }) => [...new Set(others)].map((commit) => ({ name: short(commit), commit })),
  },
  submodule: {
    word: 'submodule',
    several: true,
    isTemporary: false,
    brings: ({ submodules = [] }) => submodules.map((commit) => ({ name: short(commit), commit })),
  },
  embedded: {
    word: 'embedded',
    several: true,
    isTemporary: false,
    brings: ({ embedded = [] }) => embedded.map(({ commit }) => ({ name: short(commit), commit })),
  },
  beforeRewrite: { word: 'before-rewrite', several: true, isTemporary: false, brings: none },
  /**
   * Beside a ref that only stood in and that the server does not let go, or may show yet: of the same commit, it says that
   * this counts no more. A ref can be made where none can be removed or moved back.
   */
  superseded: { word: 'superseded', several: true, isTemporary: false, brings: none },
} as const satisfies Record<string, RescueKind>

const all: readonly RescueKind[] = Object.values(kinds)

/** The full ref of this kind and name. */
export function rescueRef(kind: keyof typeof kinds, prefix: string, name = ''): string {
  return refOf(kinds[kind], prefix, name)
}

/** A commit as the name of a ref. */
export function short(commit: string): string {
  return commit.slice(0, 12)
}

/** Everything besides the tip that a handover brings: full ref and commit. */
export function rescuedBy(handover: Handover, prefix: string): { ref: string; commit: string }[] {
  // Where each goes alone, the snapshots, which hold the most, go last.
  return all
    .toReversed()
    .flatMap((kind) => kind.brings(handover).map(({ name, commit }) => ({ ref: refOf(kind, prefix, name), commit })))
}

/** Whether the ref only stands in for what a later handover brings. */
export function isTemporary(ref: string, prefix: string): boolean {
  return all.some((kind) => kind.isTemporary && isOfKind(kind, ref, prefix))
}

/**
 * Whether the ref, which the remote shows, stood in for what was saved later, and could not be removed. A ref that does
 * not stand in for anything may be of the same commit.
 */
export function isSuperseded(shown: ReadonlyMap<string, string | null>, ref: string): boolean {
  const commit = shown.get(ref)
  const prefix = ref.slice(0, ref.lastIndexOf('/'))
  if (typeof commit !== 'string' || !isTemporary(ref, prefix)) return false
  return shown.get(rescueRef('superseded', prefix, short(commit))) === commit
}

/** The rescue refs among what is known of the remote, but for those that count no more. */
export function rescueRefsOf(known: Readonly<Record<string, string | null>>, prefix: string): string[] {
  const rank = (ref: string): number => all.findIndex((kind) => isOfKind(kind, ref, prefix))
  const shown = new Map(Object.entries(known))
  return [...shown]
    .filter(([ref, commit]) => commit !== null && ref.startsWith(`${prefix}/`))
    .map(([ref]) => ref)
    .filter((ref) => !isOfKind(kinds.superseded, ref, prefix) && !isSuperseded(shown, ref))
    .toSorted((a, b) => rank(a) - rank(b))
}

function refOf({ word, several }: RescueKind, prefix: string, name: string): string {
  return several ? `${prefix}/${word}-${name}` : `${prefix}/${word}`
}

function isOfKind({ word, several }: RescueKind, ref: string, prefix: string): boolean {
  return several ? ref.startsWith(`${prefix}/${word}-`) : ref === `${prefix}/${word}`
}
