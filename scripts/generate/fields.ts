import type { CustomResourceDefinition } from '../../src/polecat/crd/custom-resource.ts'
import type { StructuralSchema } from '../../src/polecat/crd/structural.ts'
import { reasonNames } from '../../src/outcome/reasons.ts'
import { code, page, table } from './markdown.ts'

/** docs/reference/polecat.md and rig.md: every field of a resource, as its CustomResourceDefinition describes it. */
export function fieldsPage({ spec }: CustomResourceDefinition): string {
  const [version] = spec.versions
  const schema = version?.schema.openAPIV3Schema
  if (version === undefined || schema === undefined) throw new Error(`${spec.names.kind} has no version`)
  const { spec: wanted, status: seen } = schema.properties ?? {}
  const rules = rulesOf(schema, '')
  return page(
    spec.names.kind,
    schema.description ?? '',
    `${code(`apiVersion: ${spec.group}/${version.name}`)}, ${code(`kind: ${spec.names.kind}`)}, ${scopes[spec.scope]}; kubectl knows it as ${[spec.names.plural, ...(spec.names.shortNames ?? [])].map(code).join(' and ')}.`,
    '## spec',
    fieldTable(wanted),
    '## status',
    fieldTable(seen),
    ...(rules.length === 0
      ? []
      : ['## Rules', 'The API server refuses what breaks one of these.', table(['field', 'rule'], rules)]),
  )
}

const scopes = { Namespaced: 'in a namespace', Cluster: 'cluster-scoped' } as const

function fieldTable(schema: StructuralSchema = { type: 'object' }): string {
  return table(['field', 'type', 'default', 'meaning'], rowsOf(schema, ''))
}

function rowsOf({ properties = {}, required = [] }: StructuralSchema, above: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = above === '' ? name : `${above}.${name}`
    const usual =
      field.default === undefined ? (required.includes(name) ? 'required' : '') : code(JSON.stringify(field.default))
    const inner = field.type === 'array' ? rowsOf(field.items ?? field, `${path}[]`) : rowsOf(field, path)
    return [[code(path), typeOf(field), usual, field.description ?? ''], ...inner]
  })
}

function typeOf(field: StructuralSchema): string {
  const { type, items, additionalProperties, enum: words, pattern } = field
  if (words !== undefined)
    return isSame(words, reasonNames) ? '[reason](outcomes.md)' : words.map(String).map(code).join(' ')
  if (type === 'array' && items !== undefined) return `list of ${typeOf(items)}${itemBounds(field)}`
  if (additionalProperties !== undefined) return `map of ${typeOf(additionalProperties)}`
  if (pattern !== undefined) return `${type} ${code(pattern)}`
  if (type === 'string') return field.maxLength === undefined ? type : `${type} (≤ ${field.maxLength})`
  return `${type}${bounds(field)}`
}

function isSame(words: readonly unknown[], others: readonly unknown[]): boolean {
  return words.length === others.length && words.every((word, index) => word === others[index])
}

function itemBounds({ minItems = 0, maxItems }: StructuralSchema): string {
  if (maxItems === undefined) return minItems === 0 ? '' : `, at least ${minItems}`
  return minItems === 0 ? `, at most ${maxItems}` : `, ${minItems} to ${maxItems}`
}

function bounds({ minimum, maximum }: StructuralSchema): string {
  if (minimum === undefined) return maximum === undefined ? '' : ` (≤ ${maximum})`
  return maximum === undefined ? ` (≥ ${minimum})` : ` (${minimum} to ${maximum})`
}

function rulesOf(schema: StructuralSchema, path: string): string[][] {
  const own = (schema['x-kubernetes-validations'] ?? []).map(({ message, fieldPath = '' }) => [
    code(`${path}${fieldPath}`.replace(/^\./, '') || 'spec'),
    message,
  ])
  const fields = Object.entries(schema.properties ?? {})
  return [...own, ...fields.flatMap(([name, field]) => rulesOf(field, `${path}.${name}`))]
}
