/** The custom resources that the cases use: two made up for them, and gastown's own under another group. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Json } from './case.ts'

export const group = 'contract.gastown.test'
const base = `/apis/${group}`
export const things = `${base}/v1/namespaces/{ns}/things`
export const allThings = `${base}/v1/things`
export const planets = `${base}/v1/planets`
export const polecats = `${base}/v1alpha1/namespaces/{ns}/polecats`
export const rigs = `${base}/v1alpha1/rigs`
export const maps = '/api/v1/namespaces/{ns}/configmaps'
export const secrets = '/api/v1/namespaces/{ns}/secrets'
export const pods = '/api/v1/namespaces/{ns}/pods'
export const leases = '/apis/coordination.k8s.io/v1/namespaces/{ns}/leases'
export const namespaces = '/api/v1/namespaces'
export const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export function aThing(name: string, spec: object = {}, metadata: object = {}): object {
  return { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name, ...metadata }, spec }
}

export function aPlanet(name: string, more: object = {}): object {
  return { apiVersion: `${group}/v1`, kind: 'Planet', metadata: { name }, ...more }
}

export function aMap(name: string, data: object = { a: '1' }, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data }
}

/** Of a scheduler that there is not, so that it stays as it is. */
export function aPod(name: string, spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: {
      schedulerName: 'nobody',
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'example.test/image:1' }],
      ...spec,
    },
  }
}

export function definitions(): Json[] {
  return [thing, planet, ours('polecats'), ours('rigs')]
}

function ours(name: string): Json {
  const file = fileURLToPath(new URL(`../../templates/crds/${name}.yaml`, import.meta.url))
  const definition = parse(readFileSync(file, 'utf8')) as Json
  definition.metadata.name = `${name}.${group}`
  definition.spec.group = group
  return definition
}

const text = { type: 'string' }

const thingSpec = {
  type: 'object',
  description: 'What is wanted.',
  'x-kubernetes-validations': [
    { rule: '!has(self.word) || self.word != "bad"', message: 'word must not be bad' },
    { rule: '!has(self.count) || self.count < 50', messageExpression: "'count is ' + 'too big'" },
    {
      rule: '!has(oldSelf.fixed) || (has(self.fixed) && self.fixed == oldSelf.fixed)',
      message: 'fixed is immutable',
      fieldPath: '.fixed',
      reason: 'FieldValueForbidden',
    },
    { rule: '!has(self.names) || self.names.all(n, n.startsWith("n"))' },
  ],
  properties: {
    word: { ...text, minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
    size: { ...text, enum: ['Small', 'Large'], default: 'Small' },
    count: { type: 'integer', minimum: 1, maximum: 100 },
    ratio: { type: 'number', multipleOf: 0.5, minimum: 0, exclusiveMinimum: true },
    on: { type: 'boolean' },
    fixed: text,
    labels: { type: 'object', additionalProperties: { ...text, maxLength: 3 }, maxProperties: 2 },
    names: { type: 'array', maxItems: 3, items: { ...text, maxLength: 10 } },
    parts: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: text,
          role: { ...text, default: 'spare' },
          weight: { type: 'integer' },
        },
      },
    },
    tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    pair: {
      type: 'object',
      'x-kubernetes-map-type': 'atomic',
      properties: { left: text, right: text },
    },
    note: { ...text, nullable: true },
    port: { 'x-kubernetes-int-or-string': true },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    when: { ...text, format: 'date-time' },
    nested: {
      type: 'object',
      default: {},
      properties: {
        depth: { type: 'integer', default: 3 },
        inner: { type: 'object', required: ['key'], properties: { key: text, value: text } },
      },
    },
  },
}

const thing = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `things.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'things', kind: 'Thing', shortNames: ['thg'], categories: ['contracted'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        selectableFields: [{ jsonPath: '.spec.size' }, { jsonPath: '.spec.count' }],
        additionalPrinterColumns: [
          { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Where it stands.' },
          { name: 'Count', type: 'integer', jsonPath: '.spec.count' },
          { name: 'On', type: 'boolean', jsonPath: '.spec.on', priority: 1 },
          { name: 'Ratio', type: 'number', format: 'double', jsonPath: '.spec.ratio' },
          { name: 'When', type: 'date', jsonPath: '.spec.when' },
          { name: 'Names', type: 'string', jsonPath: '.spec.names' },
          { name: 'Parts', type: 'string', jsonPath: '.spec.parts[*].name' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A thing.',
            properties: {
              spec: thingSpec,
              status: {
                type: 'object',
                properties: { phase: text, ready: { type: 'integer', maximum: 9 } },
              },
            },
          },
        },
      },
    ],
  },
}

/** Cluster-scoped, of two versions, without a status of its own. */
const planet = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `planets.${group}` },
  spec: {
    group,
    scope: 'Cluster',
    names: { plural: 'planets', kind: 'Planet' },
    versions: ['v1', 'v1beta1'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            moons: { type: 'integer' },
            status: { type: 'object', properties: { seen: { type: 'boolean' } } },
          },
        },
      },
    })),
  },
}
