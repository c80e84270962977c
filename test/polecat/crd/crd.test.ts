import { expect, test } from 'vitest'
import { polecatCrd } from '../../../src/polecat/crd/crd.ts'
import type { StructuralSchema } from '../../../src/polecat/crd/structural.ts'
import { rigCrd } from '../../../src/rig/crd.ts'

interface Field {
  readonly path: string
  readonly schema: StructuralSchema
}

function fieldsOf(schema: StructuralSchema, path: string): Field[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => fieldsOf(field, `${path}.${name}`))
  const items = schema.items ? fieldsOf(schema.items, `${path}[]`) : []
  const values = schema.additionalProperties ? fieldsOf(schema.additionalProperties, `${path}{}`) : []
  return [{ path, schema }, ...below, ...items, ...values]
}

const crds = [polecatCrd(), rigCrd()]
const fields = crds.flatMap((crd) => {
  const { spec, status } = crd.spec.versions[0]?.schema.openAPIV3Schema.properties ?? {}
  return spec && status ? [...fieldsOf(spec, `${crd.spec.names.kind}.spec`), ...fieldsOf(status, 'status')] : []
})

test('every text, list and map is bounded, so that rules stay cheap', () => {
  const unbounded = fields.filter(
    ({ schema }) =>
      (schema.type === 'string' && schema.maxLength === undefined && schema.enum === undefined) ||
      (schema.type === 'array' && schema.maxItems === undefined) ||
      (schema.additionalProperties !== undefined && schema.maxProperties === undefined),
  )
  expect(unbounded.map(({ path }) => path)).toEqual([])
})

test('every field is described', () => {
  const silent = fields.filter(({ path, schema }) => !/[\]}]$/.test(path) && !schema.description)
  expect(silent.map(({ path }) => path)).toEqual([])
})

test('fields that a rig may give have no default of their own', () => {
  const defaults = fields.filter(({ schema }) => schema.default !== undefined)
  expect(defaults.map(({ path }) => path)).toEqual([
    'Polecat.spec.desiredState',
    'Polecat.spec.executionMode',
    'Polecat.spec.attempt',
    'Polecat.spec.uncommitted',
    'Polecat.spec.ciChanges',
    'Polecat.spec.maxAttempts',
    'Polecat.spec.priority',
    'Rig.spec.settings',
    'Rig.spec.settings.maxPolecats',
  ])
})

test('a schema of JSON is structural: nothing but words that API servers take', () => {
  for (const crd of crds) expect(JSON.parse(JSON.stringify(crd))).toEqual(crd)
  expect(JSON.stringify(crds)).not.toMatch(/"(\$ref|\$schema|anyOf|allOf|not|const)"/)
})

test('all work settings are immutable while an attempt runs, and nothing else', () => {
  const rules = polecatCrd().spec.versions[0]?.schema.openAPIV3Schema['x-kubernetes-validations'] ?? []
  const immutable = rules.filter(({ rule }) => rule.includes('oldSelf')).map(({ fieldPath }) => fieldPath)
  expect(immutable).not.toContain('.spec.desiredState')
  expect(immutable).not.toContain('.spec.attempt')
  expect(immutable).not.toContain('.spec.priority')
  expect(immutable).toHaveLength(12)
})
