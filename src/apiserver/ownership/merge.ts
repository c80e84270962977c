/** What a live object becomes when a configuration is laid over it. */
import { isObject, put, type JsonObject } from '../object.ts'
import type { Schema } from '../schema/schema.ts'
import { itemStep, schemaBelow, shapeOf } from './shape.ts'

/** Neither is changed. */
export function merged(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  const shape = shapeOf(applied, schema)
  if (shape === 'items') return mergedItems(Array.isArray(live) ? live : [], applied as unknown[], schema)
  if (shape === 'leaf') return applied
  const result: JsonObject = isObject(live) ? { ...live } : {}
  for (const [field, value] of Object.entries(applied as object)) {
    put(
      result,
      field,
      merged(Object.hasOwn(result, field) ? result[field] : undefined, value, schemaBelow(schema, field)),
    )
  }
  return result
}

/** Items that both have stand in the order of the applied list; those of the live one alone keep their place among them. */
function mergedItems(live: readonly unknown[], applied: readonly unknown[], schema: Schema | undefined): unknown[] {
  const liveSteps = live.map((item, index) => itemStep(item, index, schema))
  const appliedSteps = applied.map((item, index) => itemStep(item, index, schema))
  const result: unknown[] = []
  let taken = 0
  const takeUntil = (end: number) => {
    for (; taken < end; taken++) {
      const place = liveSteps.indexOf(appliedSteps[taken] ?? '')
      result.push(merged(place < 0 ? undefined : live[place], applied[taken], schema?.items))
    }
  }
  for (const [index, step] of liveSteps.entries()) {
    const place = appliedSteps.indexOf(step)
    if (place < 0) result.push(live[index])
    else takeUntil(place + 1)
  }
  takeUntil(applied.length)
  return result
}
