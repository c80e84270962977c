/** Field selectors: `metadata.name=x,status.phase!=Running`. */
import { badRequest } from '../failure.ts'
import type { ApiObject } from '../object.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { Matches } from './labels.ts'

export interface FieldRequirement {
  readonly field: string
  readonly value: string
  readonly equal: boolean
}

export function fieldSelector(text: string, definition: ResourceDefinition): FieldRequirement[] {
  const known = ['metadata.name', 'metadata.namespace', ...Object.keys(definition.fields({ metadata: {} }))]
  return split(text).map((term) => {
    const match = /^([^=!]*)(==|!=|=)(.*)$/s.exec(term)
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`)
    const [, field = '', operator, value = ''] = match
    if (!known.includes(field)) {
      const list = known
        .slice(0, 2)
        .map((name) => JSON.stringify(name))
        .join(', ')
      throw badRequest(
        known.length === 2
          ? `"${field}" is not a known field selector: only ${list}`
          : `field label not supported: ${field}`,
      )
    }
    return { field, value: value.replaceAll(/\\(.)/g, '$1'), equal: operator !== '!=' }
  })
}

export function fieldsMatch(
  requirements: readonly FieldRequirement[],
  definition: ResourceDefinition,
): Matches<ApiObject> {
  return (object) => {
    const { name = '', namespace = '' } = object.metadata
    const fields: Record<string, string> = {
      ...definition.fields(object),
      'metadata.name': name,
      'metadata.namespace': namespace,
    }
    return requirements.every(({ field, value, equal }) => (fields[field] === value) === equal)
  }
}

/** Parts between commas that no backslash hides. */
function split(text: string): string[] {
  return (text.match(/(?:[^,\\]|\\.)+/gs) ?? []).map((term) => term.trim())
}
