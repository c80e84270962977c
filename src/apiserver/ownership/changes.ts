/** What one state of an object has that another has not, field by field. */
import { same } from '../object.ts'
import type { Schema } from '../schema/schema.ts'
import { insert, type FieldPath, type FieldSet } from './field-set.ts'
import { itemStep, schemaBelow, shapeOf } from './shape.ts'

export interface Changes {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

export function changesBetween(old: unknown, next: unknown, schema: Schema | undefined): Changes {
  const changes: Changes = { added: new Map(), modified: new Map(), removed: new Map() }
  compareFields(old, next, schema, [], changes)
  return changes
}

function compare(old: unknown, next: unknown, schema: Schema | undefined, path: FieldPath, changes: Changes): void {
  if (old === next) return
  if (old === undefined) return graft(changes.added, path, next, schema)
  if (isLeaf(old, next, schema)) return compareLeaf(old, next, path, changes)
  if (shapeOf(next ?? old, schema) === 'items') compareItems(old, next, schema, path, changes)
  else compareFields(old, next, schema, path, changes)
  if (next === undefined) insert(changes.removed, path)
}

/** Below every leaf; nothing is ever put into it. */
const nothing: FieldSet = new Map()

/** Adds what was not there at all, and everything below it: most of what a create does. */
function graft(set: FieldSet, path: FieldPath, value: unknown, schema: Schema | undefined): void {
  insert(set, path).below = everythingBelow(value, schema)
}

function everythingBelow(value: unknown, schema: Schema | undefined): FieldSet {
  const shape = isNothing(value) ? 'leaf' : shapeOf(value, schema)
  if (shape === 'leaf') return nothing
  const below: FieldSet = new Map()
  if (shape === 'fields') {
    for (const field of Object.keys(value as object)) {
      const inside = own(value as Record<string, unknown>, field)
      if (inside === undefined) continue
      below.set(`f:${field}`, { owned: true, below: everythingBelow(inside, schemaBelow(schema, field)) })
    }
  } else {
    for (const [step, [item, ...more]] of itemsByStep(value, schema)) {
      const inside = more.length === 0 ? everythingBelow(item, schema?.items) : nothing
      below.set(step, { owned: true, below: inside })
    }
  }
  return below
}

/** Where nothing is below on either side, what is there is one field, so that empty and absent stay apart. */
function isLeaf(old: unknown, next: unknown, schema: Schema | undefined): boolean {
  const shapes = [old, next].filter((value) => !isNothing(value)).map((value) => shapeOf(value, schema))
  if (shapes.length === 0) return true
  return shapes.includes('leaf') || (shapes.length === 2 && shapes[0] !== shapes[1])
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}

function compareLeaf(old: unknown, next: unknown, path: FieldPath, changes: Changes): void {
  if (next === undefined) insert(changes.removed, path)
  else if (!same(old, next)) insert(changes.modified, path)
}

function compareFields(
  old: unknown,
  next: unknown,
  schema: Schema | undefined,
  path: FieldPath,
  changes: Changes,
): void {
  const [before, after] = [(old ?? {}) as Record<string, unknown>, (next ?? {}) as Record<string, unknown>]
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [left, right] = [own(before, field), own(after, field)]
    compare(left, right, schemaBelow(schema, field), [...path, `f:${field}`], changes)
  }
}

function own(value: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(value, field) ? value[field] : undefined
}

function compareItems(
  old: unknown,
  next: unknown,
  schema: Schema | undefined,
  path: FieldPath,
  changes: Changes,
): void {
  const [before, after] = [itemsByStep(old, schema), itemsByStep(next, schema)]
  for (const step of new Set([...before.keys(), ...after.keys()])) {
    const [left = [], right = []] = [before.get(step), after.get(step)]
    const below = [...path, step]
    if (left.length < 2 && right.length < 2) compare(left[0], right[0], schema?.items, below, changes)
    else if (!same(left, right)) insert(left.length === 0 ? changes.added : changes.modified, below)
  }
}

/** A name may stand twice in what was stored before its definition forbade it. */
function itemsByStep(value: unknown, schema: Schema | undefined): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>()
  for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
    const step = itemStep(item, index, schema)
    found.set(step, [...(found.get(step) ?? []), item])
  }
  return found
}
