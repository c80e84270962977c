/** A custom resource that has one of everything. */
export const gizmoDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gizmos.probe.example' },
  spec: {
    group: 'probe.example',
    scope: 'Namespaced',
    names: { plural: 'gizmos', kind: 'Gizmo', shortNames: ['gz'], categories: ['all'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Where it stands.' },
          { name: 'N', type: 'integer', jsonPath: '.spec.n' },
          { name: 'When', type: 'date', jsonPath: '.status.when', priority: 1 },
          { name: 'Items', type: 'string', jsonPath: '.spec.items[*].name' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: { openAPIV3Schema: schema() },
      },
    ],
  },
}

function schema(): object {
  return {
    type: 'object',
    required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        description: 'What is wanted.',
        required: ['s', 't'],
        'x-kubernetes-validations': [
          { rule: 'self.s != "bad"', message: 's must not be bad' },
          { rule: '!has(self.n) || self.n < 50', messageExpression: "'n too ' + 'big'" },
          { rule: 'self.s == oldSelf.s', message: 's is immutable', fieldPath: '.s', reason: 'FieldValueForbidden' },
          { rule: '!has(self.opt) || size(self.opt) > 0' },
        ],
        properties: {
          s: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
          t: { type: 'string', enum: ['A', 'B'] },
          n: { type: 'integer', minimum: 1, maximum: 100, default: 7 },
          f: { type: 'number', multipleOf: 0.5 },
          b: { type: 'boolean' },
          opt: { type: 'object', additionalProperties: { type: 'string', maxLength: 3 }, maxProperties: 2 },
          items: {
            type: 'array',
            minItems: 1,
            maxItems: 2,
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: {
              type: 'object',
              required: ['name'],
              properties: { name: { type: 'string' }, d: { type: 'string', default: 'dd' } },
            },
          },
          set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
          nul: { type: 'string', nullable: true },
          i: { 'x-kubernetes-int-or-string': true },
          any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          when: { type: 'string', format: 'date-time' },
        },
      },
      status: { type: 'object', properties: { phase: { type: 'string' }, when: { type: 'string' } } },
    },
  }
}

export function aGizmo(name: string, spec: object = {}): object {
  return { apiVersion: 'probe.example/v1', kind: 'Gizmo', metadata: { name }, spec: { s: 'abc', t: 'A', ...spec } }
}

export const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
export const gizmos = '/apis/probe.example/v1/namespaces/default/gizmos'
