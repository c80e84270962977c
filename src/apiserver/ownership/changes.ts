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
  if (isLeaf(old, next, schema)) return compareLeaf(old, next, path, changes)
  if (shapeOf(next ?? old, schema) === 'items') compareItems(old, next, schema, path, changes)
  else compareFields(old, next, schema, path, changes)
  if (old === undefined) insert(changes.added, path)
  else if (next === undefined) insert(changes.removed, path)
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
  if (old === undefined) insert(changes.added, path)
  else if (next === undefined) insert(changes.removed, path)
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
