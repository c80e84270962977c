/** The cells of an object's row, kept beside the object as JSON: only what depends on the time is worked out again. */
import type { Entry } from '../store/entry.ts'
import type { Column, Timed } from './column.ts'

export function cellsText(columns: readonly Column[], entry: Entry, now: number): string {
  const parts = entry.derived(columns, (object) => merge(columns.map((column) => column.cell(object))))
  return `[${parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part(now) ?? null))).join(',')}]`
}

/** Neighbours that do not change become one text. */
function merge(cells: readonly unknown[]): (string | Timed)[] {
  const parts: (string | Timed)[] = []
  for (const cell of cells) {
    const last = parts.at(-1)
    if (typeof cell === 'function') parts.push(cell as Timed)
    else if (typeof last === 'string') parts[parts.length - 1] = `${last},${JSON.stringify(cell ?? null)}`
    else parts.push(JSON.stringify(cell ?? null))
  }
  return parts
}
