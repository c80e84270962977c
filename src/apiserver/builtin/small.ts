/** Built-in resources with little behaviour of their own. */
import { dataKeyProblems } from '../metadata.ts'
import { isObject, objectAt, same, textAt, type ApiObject, type JsonObject } from '../object.ts'
import { forbiddenField, invalidValue, tooLong, type FieldProblem } from '../problem.ts'
import { ordinary, partVerbs, type ResourceDefinition } from '../resource.ts'
import { ageColumn } from '../table/age.ts'
import { column, nameColumn } from '../table/column.ts'
import { builtinType } from './type-notation.ts'

export const configMaps: ResourceDefinition = {
  ...ordinary,
  plural: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  listKind: 'ConfigMapList',
  shortNames: ['cm'],
  schema: builtinType('ConfigMap'),
  columns: [nameColumn(), { ...column('Data', (o) => count(o.data) + count(o.binaryData)) }, ageColumn()],
  validate: (object, old) => [
    ...Object.keys(objectAt(object, 'data'))
      .filter((key) => Object.hasOwn(objectAt(object, 'binaryData'), key))
      .map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...dataKeyProblems('data', object.data),
    ...dataKeyProblems('binaryData', object.binaryData),
    ...immutableProblems(object, old, ['data', 'binaryData']),
    ...sizeProblems('[]', [...texts(object.data), ...bytes(object.binaryData)]),
  ],
}

export const secrets: ResourceDefinition = {
  ...ordinary,
  plural: 'secrets',
  singular: 'secret',
  kind: 'Secret',
  listKind: 'SecretList',
  schema: builtinType('Secret'),
  columns: [nameColumn(), column('Type', (o) => o.type), column('Data', (o) => count(o.data)), ageColumn()],
  fields: (object) => ({ type: textAt(object, 'type') }),
  prepare(object) {
    const { stringData } = object
    if (isObject(stringData)) {
      const encoded = Object.entries(stringData).map(([key, value]) => [
        key,
        Buffer.from(String(value)).toString('base64'),
      ])
      object.data = { ...objectAt(object, 'data'), ...(Object.fromEntries(encoded) as JsonObject) }
    }
    delete object.stringData
    object.type ??= 'Opaque'
  },
  validate: (object, old) => [
    ...dataKeyProblems('data', object.data),
    ...(old && old.type !== object.type ? [invalidValue('type', object.type, 'field is immutable')] : []),
    ...immutableProblems(object, old, ['data']),
    ...sizeProblems('data', bytes(object.data)),
  ],
}

export const namespaces: ResourceDefinition = {
  ...ordinary,
  plural: 'namespaces',
  singular: 'namespace',
  kind: 'Namespace',
  listKind: 'NamespaceList',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [{ name: 'status', kind: 'Namespace', verbs: partVerbs }],
  nameIs: 'label',
  schema: builtinType('Namespace'),
  columns: [nameColumn(), column('Status', (o) => textAt(o, 'status', 'phase')), ageColumn()],
  fields: (object) => ({ 'status.phase': textAt(object, 'status', 'phase') }),
  returnsDeleted: true,
  unowned: [['f:spec'], ['f:status']],
  prepare(object) {
    const { metadata } = object
    metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name ?? '' }
    object.spec ??= { finalizers: ['kubernetes'] }
    object.status ??= { phase: 'Active' }
  },
}

export const leases: ResourceDefinition = {
  ...ordinary,
  group: 'coordination.k8s.io',
  plural: 'leases',
  singular: 'lease',
  kind: 'Lease',
  listKind: 'LeaseList',
  unconditionalUpdate: false,
  schema: builtinType('Lease'),
  columns: [nameColumn(), column('Holder', (o) => textAt(o, 'spec', 'holderIdentity')), ageColumn()],
  validate(object) {
    const seconds = objectAt(object, 'spec').leaseDurationSeconds
    if (typeof seconds !== 'number' || seconds > 0) return []
    return [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
  },
}

function immutableProblems(object: ApiObject, old: ApiObject | undefined, fields: readonly string[]): FieldProblem[] {
  if (old?.immutable !== true) return []
  const changed = fields.filter((field) => !same(object[field], old[field]))
  const named = object.immutable === true ? changed : ['immutable', ...changed]
  return named.map((field) => forbiddenField(field, 'field is immutable when `immutable` is set'))
}

function count(value: unknown): number {
  return isObject(value) ? Object.keys(value).length : 0
}

const maxDataBytes = 1024 * 1024

/** Problem with the size of all data; for a ConfigMap, Kubernetes names no field. */
function sizeProblems(field: string, sizes: readonly number[]): FieldProblem[] {
  return sizes.reduce((sum, size) => sum + size, 0) > maxDataBytes ? [tooLong(field, maxDataBytes)] : []
}

function texts(data: unknown): number[] {
  return Object.values(isObject(data) ? data : {}).map((value) => Buffer.byteLength(String(value)))
}

/** Sizes of values that are written in base64. */
function bytes(data: unknown): number[] {
  return Object.values(isObject(data) ? data : {}).map((value) => Buffer.byteLength(String(value), 'base64'))
}
