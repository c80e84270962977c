/** The notation of built-in types against what a real server of the same version says of itself. */
import { homedir } from 'node:os'
import { expect, test } from 'vitest'
import { builtinType, openApiName } from '../../src/apiserver/builtin/type-notation.ts'
import type { Schema } from '../../src/apiserver/schema/schema.ts'
import { connect } from '../../src/kube/connect.ts'

const kinds = [
  'Pod',
  'ConfigMap',
  'Secret',
  'Namespace',
  'Node',
  'Event',
  'Lease',
  'CustomResourceDefinition',
  'SelfSubjectAccessReview',
]

test.each(kinds)('%s can be read', (kind) => {
  expect(builtinType(kind).properties?.metadata?.typeName).toBe('ObjectMeta')
})

test('types that refer to themselves or to each other are read once', () => {
  const spec = builtinType('PodSpec')
  expect(builtinType('Pod').properties?.spec).toBe(spec)
  expect(spec.properties?.containers?.items).toBe(builtinType('Container'))
  expect(spec.properties?.volumes).toMatchObject({
    'x-kubernetes-patch-merge-key': 'name',
    'x-kubernetes-patch-strategy': 'merge,retainKeys',
    'x-kubernetes-list-map-keys': ['name'],
  })
})

const kubeconfig = process.env.GASTOWN_TEST_KUBECONFIG
interface Described {
  readonly properties?: Record<string, Record<string, unknown>>
}

test.skipIf(!kubeconfig)(
  'they have the fields and merge keys of Kubernetes (needs GASTOWN_TEST_KUBECONFIG)',
  async () => {
    const client = await connect({ kubeconfig, home: homedir(), env: {}, fieldManager: 'gastown-cli' })
    const groups = [
      'api/v1',
      'apis/coordination.k8s.io/v1',
      'apis/apiextensions.k8s.io/v1',
      'apis/authorization.k8s.io/v1',
    ]
    const real: Record<string, Described> = {}
    for (const group of groups) {
      const document = JSON.parse(await client.raw(`/openapi/v3/${group}`)) as { components: { schemas: typeof real } }
      Object.assign(real, document.components.schemas)
    }
    client.close()
    const ours: Record<string, string[]> = {}
    const theirs: Record<string, string[]> = {}
    const seen = new Set<Schema>()
    const compare = (schema: Schema): void => {
      if (seen.has(schema)) return
      seen.add(schema)
      const { typeName, properties = {} } = schema
      if (typeName) {
        const expected = real[openApiName(typeName)]?.properties ?? {}
        ours[typeName] = keysOf(properties)
        theirs[typeName] = keysOf(expected)
      }
      for (const part of [...Object.values(properties), schema.items, schema.additionalProperties]) {
        if (typeof part === 'object') compare(part)
      }
    }
    for (const kind of kinds) compare(builtinType(kind))
    expect(ours).toEqual(theirs)
    expect(Object.keys(ours).length).toBeGreaterThan(100)
  },
)

/** Each field with its merge key. */
function keysOf(properties: Record<string, object>): string[] {
  return Object.entries(properties)
    .map(([name, field]) => `${name} ${String((field as Schema)['x-kubernetes-patch-merge-key'] ?? '')}`.trim())
    .toSorted()
}
