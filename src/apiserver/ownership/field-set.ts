/**
 * Sets of fields, as managedFields has them: a tree whose edges are written as in FieldsV1, `f:NAME` for a field,
 * `k:{"KEY":…}` for an item of a list with keys, `v:VALUE` for a member of a set. A branch may belong to the set without
 * what is below it, and the other way round.
 */
export type FieldSet = Map<string, Branch>

export interface Branch {
  owned: boolean
  below: FieldSet
}

export type FieldPath = readonly string[]

/** The branch at the end of the path, which now belongs to the set. */
export function insert(set: FieldSet, path: FieldPath): Branch {
  let branch: Branch = { owned: false, below: set }
  for (const step of path) {
    const next = branch.below.get(step) ?? { owned: false, below: new Map<string, Branch>() }
    branch.below.set(step, next)
    branch = next
  }
  branch.owned = true
  return branch
}

export function isEmptySet(set: FieldSet): boolean {
  for (const { owned, below } of set.values()) if (owned || !isEmptySet(below)) return false
  return true
}

/** What is in one of both. Sets are not changed once they are made, so the result may be one of them. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0) return b
  if (b.size === 0) return a
  return combine(a, b, (inA, inB) => inA || inB)
}

/** What is in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0 || b.size === 0) return new Map()
  return combine(a, b, (inA, inB) => inA && inB)
}

/** What is in the first and not in the second; what is below a path of the second stays. */
export function minus(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0 || b.size === 0) return a
  return combine(a, b, (inA, inB) => inA && !inB)
}

function combine(a: FieldSet, b: FieldSet, keep: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const result: FieldSet = new Map()
  for (const step of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(step), b.get(step)]
    const owned = keep(left?.owned ?? false, right?.owned ?? false)
    const below = combine(left?.below ?? new Map(), right?.below ?? new Map(), keep)
    if (owned || below.size > 0) result.set(step, { owned, below })
  }
  return result
}

/** Without the paths and all that is below them. */
export function without(set: FieldSet, paths: readonly FieldPath[]): FieldSet {
  const result: FieldSet = new Map()
  for (const [step, { owned, below }] of set) {
    const matching = paths.filter((path) => path[0] === step)
    if (matching.some((path) => path.length === 1)) continue
    const rest =
      matching.length > 0
        ? without(
            below,
            matching.map((path) => path.slice(1)),
          )
        : below
    if (owned || rest.size > 0) result.set(step, { owned, below: rest })
  }
  return result
}

/** Every path that belongs to the set, in the order of FieldsV1. */
export function pathsOf(set: FieldSet, above: FieldPath = []): FieldPath[] {
  return [...set].flatMap(([step, { owned, below }]) => {
    const path = [...above, step]
    return [...(owned ? [path] : []), ...pathsOf(below, path)]
  })
}
