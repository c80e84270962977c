/** What is said to whom applies a field that another owns. */
import { ApiFailure } from '../failure.ts'
import type { JsonObject } from '../object.ts'
import { pathsOf, type FieldPath, type FieldSet } from './field-set.ts'
import type { Manager } from './managers.ts'

export function conflictsBetween(conflicts: readonly [Manager, FieldSet][]): ApiFailure {
  const byManager = conflicts
    .map(([manager, set]) => ({ who: whoIs(manager), fields: pathsOf(set).map(fieldText).toSorted() }))
    .toSorted((a, b) => (a.who < b.who ? -1 : 1))
  const all = byManager.flatMap(({ who, fields }) => fields.map((field) => ({ who, field })))
  const causes = all.map(({ who, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field,
  }))
  const [first] = all
  const words =
    all.length === 1 && first
      ? `1 conflict: conflict with ${first.who}: ${first.field}`
      : `${all.length} conflicts: ${byManager.map(({ who, fields }) => `conflicts with ${who}:\n- ${fields.join('\n- ')}`).join('\n')}`
  return new ApiFailure(409, 'Conflict', `Apply failed with ${words}`, { causes })
}

function whoIs({ manager, operation, apiVersion, subresource }: Manager): string {
  const part = subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''
  const how = operation === 'Update' ? ` using ${apiVersion}` : ''
  return `${JSON.stringify(manager)}${part}${how}`
}

/** Such as `.spec.parts[name="x"].weight`. */
function fieldText(path: FieldPath): string {
  return path.map(stepText).join('')
}

export function stepText(step: string): string {
  const rest = step.slice(2)
  if (step.startsWith('f:')) return `.${rest}`
  if (step.startsWith('v:')) return `[=${rest}]`
  const keys = Object.entries(JSON.parse(rest) as JsonObject).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return `[${keys.join(',')}]`
}
