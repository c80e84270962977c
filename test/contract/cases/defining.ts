import { applyPatch, del, get, mergePatch, post, put, type Cases, type Json, type Step } from '../case.ts'
import { crds } from '../definitions.ts'

const group = 'defined.gastown.test'
const path = `/apis/${group}/v1/namespaces/{ns}/widgets`

function definition(spec: object = {}, schema: object = { type: 'object' }): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      ...spec,
    },
  }
}

const schema = (properties: object): object => ({
  type: 'object',
  properties: { spec: { type: 'object', properties } },
})
const invalid = (spec: object, own?: object): readonly Step[] => [post(crds, definition(spec, own))]
const established = (body: Json) =>
  body.status?.conditions?.some(({ type, status }: Json) => type === 'Established' && status === 'True') ?? false
/** For a definition that is there the server says so only after a while. */
const ready: Step = { ...get(`${crds}/widgets.${group}`), until: established }
const gone: Step = { ...get(`${crds}/widgets.${group}`), until: (_, code) => code === 404 }
const reachable = (step: Step): Step => ({ ...step, until: (_, code) => code !== 404 })

export const definitionCases: Cases = {
  'a definition': [post(crds, definition()), ready],
  'its resources come and go with it': [
    post(crds, definition()),
    reachable(get(path)),
    post(path, { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'a' } }),
    { ...del(`${crds}/widgets.${group}`), part: (body) => body.status?.phase ?? body.kind },
    gone,
    { ...get(path), until: (_, code) => code === 404 },
  ],
  'of a name that does not fit': [post(crds, { ...definition(), metadata: { name: 'other' } })],
  'without a schema': invalid({ versions: [{ name: 'v1', served: true, storage: true }] }),
  'without versions': invalid({ versions: [] }),
  'without a storage version': invalid({
    versions: [{ name: 'v1', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } }],
  }),
  'with two storage versions': invalid({
    versions: ['v1', 'v2'].map((name) => ({
      name,
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: 'object' } },
    })),
  }),
  'with a version twice': invalid({
    versions: [true, false].map((storage) => ({
      name: 'v1',
      served: true,
      storage,
      schema: { openAPIV3Schema: { type: 'object' } },
    })),
  }),
  'with a version that is none': invalid({
    versions: [{ name: 'V_1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  }),
  'of an unknown scope': invalid({ scope: 'Galaxy' }),
  'without a group': invalid({ group: '' }),
  'without a kind': invalid({ names: { plural: 'widgets' } }),
  'without names': invalid({ names: undefined }),
  'with a schema whose root is no object': invalid({}, { type: 'string' }),
  'with a schema without types': invalid({}, schema({ a: {} })),
  'with a list without items': invalid({}, schema({ a: { type: 'array' } })),
  'with an unknown type': invalid({}, schema({ a: { type: 'thing' } })),
  'with a pattern that is none': invalid({}, schema({ a: { type: 'string', pattern: '(' } })),
  'with a rule that is none': invalid(
    {},
    schema({ a: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self ==' }] } }),
  ),
  'with a rule of another type': invalid(
    {},
    schema({ a: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self' }] } }),
  ),
  'with a rule on an unknown field': invalid(
    {},
    schema({
      a: {
        type: 'object',
        properties: { b: { type: 'string' } },
        'x-kubernetes-validations': [{ rule: 'self.c == "x"' }],
      },
    }),
  ),
  'with a default that does not fit': invalid({}, schema({ a: { type: 'integer', default: 'x' } })),
  'with keys of a list that are not required': invalid(
    {},
    schema({
      a: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: { type: 'object', properties: { k: { type: 'string' } } },
      },
    }),
  ),
  'with properties and additionalProperties': invalid(
    {},
    schema({ a: { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'string' } } }),
  ),
  'with unique items': invalid({}, schema({ a: { type: 'array', uniqueItems: true, items: { type: 'string' } } })),
  'with a column that is none': invalid({
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object' } },
        additionalPrinterColumns: [{ name: 'X', type: 'thing', jsonPath: 'spec' }],
      },
    ],
  }),
  'the scope cannot be changed': [
    post(crds, definition()),
    ready,
    mergePatch(`${crds}/widgets.${group}`, { spec: { scope: 'Cluster' } }),
  ],
  'a stored version cannot be dropped': [
    post(crds, definition()),
    ready,
    mergePatch(`${crds}/widgets.${group}`, {
      spec: {
        versions: [{ name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    }),
  ],
  'a version that is not served': [
    post(
      crds,
      definition({
        versions: ['v1', 'v2'].map((name) => ({
          name,
          served: name === 'v1',
          storage: name === 'v1',
          schema: { openAPIV3Schema: { type: 'object' } },
        })),
      }),
    ),
    reachable(get(path)),
    get(`/apis/${group}/v2/namespaces/{ns}/widgets`),
  ],
  'a deprecated version warns': [
    post(
      crds,
      definition({
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            deprecated: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      }),
    ),
    reachable(get(path)),
  ],
  'unknown fields of a definition': [post(`${crds}?fieldValidation=Strict`, definition({ other: 1 }))],
  'is applied': [applyPatch(`${crds}/widgets.${group}?fieldManager=one`, definition()), ready],
  'is replaced': [
    post(crds, definition()),
    ready,
    put(`${crds}/widgets.${group}`, {
      ...definition({}, schema({ a: { type: 'string' } })),
      metadata: { name: `widgets.${group}`, resourceVersion: '{2.metadata.resourceVersion}' },
    }),
  ],
}
