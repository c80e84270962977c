/** CustomResourceDefinition as a resource: its defaults, its validation, its status. */
import { messageOf } from '../../errors.ts'
import { builtinType } from '../builtin/type-notation.ts'
import { isObject, listAt, objectAt, textAt, type ApiObject } from '../object.ts'
import { invalidValue, required, type FieldProblem } from '../problem.ts'
import { ordinary, partVerbs, type ResourceDefinition } from '../resource.ts'
import { compile } from '../schema/cel.ts'
import type { Schema } from '../schema/schema.ts'
import { column, nameColumn } from '../table/column.ts'

export const customResourceDefinitions: ResourceDefinition = {
  ...ordinary,
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  kind: 'CustomResourceDefinition',
  listKind: 'CustomResourceDefinitionList',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: [{ name: 'status', kind: 'CustomResourceDefinition', verbs: partVerbs }],
  countsGenerations: true,
  unconditionalUpdate: false,
  schema: builtinType('CustomResourceDefinition'),
  columns: [nameColumn(), { ...column('Created At', (crd) => crd.metadata.creationTimestamp), type: 'date' }],
  prepare,
  validate: problems,
}

/** On a definition that is going while it still has instances. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

function prepare(crd: ApiObject, old: ApiObject | undefined): void {
  const { spec } = crd
  if (!isObject(spec)) return
  const names = objectAt(spec, 'names')
  const kind = textAt(names, 'kind')
  names.singular ??= kind.toLowerCase()
  names.listKind ??= `${kind}List`
  spec.conversion ??= { strategy: 'None' }
  const storage = listAt(spec, 'versions').find((version) => version.storage === true)
  const established = textAt(listAt(old, 'status', 'conditions')[0], 'lastTransitionTime')
  const lastTransitionTime = established || new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const accepted = { status: 'True', lastTransitionTime }
  crd.status = {
    conditions: [
      { type: 'NamesAccepted', reason: 'NoConflicts', message: 'no conflicts found', ...accepted },
      {
        type: 'Established',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
        ...accepted,
      },
    ],
    acceptedNames: names,
    storedVersions: [textAt(storage, 'name')],
  }
}

function problems(crd: ApiObject, old: ApiObject | undefined): FieldProblem[] {
  const names = objectAt(crd, 'spec', 'names')
  const group = textAt(crd, 'spec', 'group')
  const expected = `${textAt(names, 'plural')}.${group}`
  const { name } = crd.metadata
  const versions = listAt(crd, 'spec', 'versions')
  const scope = textAt(crd, 'spec', 'scope')
  return [
    ...(name === expected ? [] : [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]),
    ...(['plural', 'kind'] as const).flatMap((field) =>
      textAt(names, field) ? [] : [required(`spec.names.${field}`)],
    ),
    ...(group ? [] : [required('spec.group')]),
    ...(scope === 'Cluster' || scope === 'Namespaced' ? [] : [required('spec.scope')]),
    ...(old && textAt(old, 'spec', 'scope') !== scope ? [invalidValue('spec.scope', scope, 'field is immutable')] : []),
    ...(versions.filter((version) => version.storage === true).length === 1
      ? []
      : [
          invalidValue(
            'spec.versions',
            versions.map((version) => version.name),
            'must have exactly one version marked as storage version',
          ),
        ]),
    ...versions.flatMap((version, index) =>
      versionProblems(version.schema, `spec.versions[${index}].schema.openAPIV3Schema`),
    ),
  ]
}

function versionProblems(schema: unknown, path: string): FieldProblem[] {
  const root = objectAt(schema, 'openAPIV3Schema')
  if (root.type !== 'object') return [invalidValue(`${path}.type`, root.type ?? '', 'must be object at the root')]
  return schemaProblems(root as Schema, path)
}

function schemaProblems(schema: Schema, path: string): FieldProblem[] {
  const rules = (schema['x-kubernetes-validations'] ?? []).flatMap(({ rule, messageExpression }, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`
    return [
      ...expressionProblems(rule, `${at}.rule`),
      ...expressionProblems(messageExpression, `${at}.messageExpression`),
    ]
  })
  const parts: [string, unknown][] = [
    ...Object.entries(schema.properties ?? {}).map(([name, part]): [string, unknown] => [
      `${path}.properties[${name}]`,
      part,
    ]),
    [`${path}.items`, schema.items],
    [`${path}.additionalProperties`, schema.additionalProperties],
  ]
  return [
    ...rules,
    ...patternProblems(schema, path),
    ...parts.flatMap(([at, part]) => (isObject(part) ? schemaProblems(part as Schema, at) : [])),
  ]
}

function patternProblems({ pattern }: Schema, path: string): FieldProblem[] {
  if (pattern === undefined) return []
  try {
    return RegExp(pattern) ? [] : []
  } catch (error) {
    return [
      invalidValue(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${messageOf(error)}`),
    ]
  }
}

function expressionProblems(source: string | undefined, path: string): FieldProblem[] {
  if (source === undefined) return []
  try {
    compile(source)
    return []
  } catch (error) {
    return [invalidValue(path, source, `compilation failed: ${messageOf(error).split('\n')[0]}`)]
  }
}
