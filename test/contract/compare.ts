/** Where two values differ, by path. */
import type { Json } from './case.ts'

export interface Difference {
  /** Such as `/2/body/metadata/labels`; slashes in keys are written `~1`. */
  readonly path: string
  readonly real: unknown
  readonly ours: unknown
}

export function compare(real: Json, ours: Json, path = ''): Difference[] {
  if (Object.is(real, ours)) return []
  const lists = Array.isArray(real) && Array.isArray(ours)
  if (!lists && !(isMap(real) && isMap(ours))) return [{ path, real, ours }]
  const keys = new Set([...Object.keys(real), ...Object.keys(ours)])
  return [...keys].flatMap((key) =>
    compare(real[key], ours[key], `${path}/${lists ? Number(key) + 1 : key.replaceAll('/', '~1')}`),
  )
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
