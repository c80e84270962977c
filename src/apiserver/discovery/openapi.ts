/** OpenAPI v3, as far as kubectl reads it: the schemas of all kinds, and paths that say which kind is where. */
import { createHash } from 'node:crypto'
import { openApiName } from '../builtin/type-notation.ts'
import type { Registry } from '../registry.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { Schema } from '../schema/schema.ts'
import { groupVersions, inVersion } from './discovery.ts'

interface Documents {
  readonly generation: number
  /** By path below /openapi/v3, such as `apis/GROUP/VERSION`. */
  readonly texts: Map<string, string>
}

const made = new WeakMap<Registry, Documents>()

/** /openapi/v3 */
export function openApiIndex(registry: Registry): object {
  const entries = [...documents(registry)].map(([path, text]) => {
    const hash = createHash('sha256').update(text).digest('hex').toUpperCase()
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]
  })
  return { paths: Object.fromEntries(entries) as object }
}

/** /openapi/v3/PATH as JSON */
export function openApiDocument(registry: Registry, path: string): string | undefined {
  return documents(registry).get(path)
}

function documents(registry: Registry): Map<string, string> {
  const known = made.get(registry)
  if (known?.generation === registry.generation) return known.texts
  const texts = new Map(
    groupVersions(registry).map((found) => {
      const path = found.group ? `apis/${found.group}/${found.version}` : `api/${found.version}`
      return [path, JSON.stringify(document(inVersion(registry, found), path))]
    }),
  )
  made.set(registry, { generation: registry.generation, texts })
  return texts
}

function document(definitions: readonly ResourceDefinition[], path: string): object {
  const schemas: Record<string, unknown> = {}
  for (const definition of definitions) {
    const { group, version, kind, schema } = definition
    const name = schemaName(definition)
    schemas[name] = {
      ...objectSchema(schema, schemas),
      'x-kubernetes-group-version-kind': [{ group, version, kind }],
    }
  }
  const paths = Object.assign({}, ...definitions.map((definition) => pathItems(definition, path))) as object
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.4' }, paths, components: { schemas } }
}

function schemaName({ custom, group, version, kind, schema }: ResourceDefinition): string {
  if (!custom && schema.typeName) return openApiName(schema.typeName)
  return `${group.split('.').toReversed().join('.')}.${version}.${kind}`
}

/** A named type becomes a reference, and its own schema a component. */
function refer(schema: Schema, schemas: Record<string, unknown>): object {
  const { typeName } = schema
  if (typeName === undefined) return objectSchema(schema, schemas)
  const name = openApiName(typeName)
  if (!(name in schemas)) {
    schemas[name] = {}
    schemas[name] = objectSchema(schema, schemas)
  }
  return { allOf: [{ $ref: `#/components/schemas/${name}` }] }
}

function objectSchema(schema: Schema, schemas: Record<string, unknown>): object {
  const { typeName: _, properties, items, additionalProperties, ...plain } = schema
  const required = plain.required?.length ? plain.required : undefined
  return {
    ...plain,
    required,
    properties: properties && mapValues(properties, (part) => refer(part, schemas)),
    items: items && refer(items, schemas),
    additionalProperties:
      typeof additionalProperties === 'object' ? refer(additionalProperties, schemas) : additionalProperties,
  }
}

function mapValues<T, U>(values: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}

function pathItems(definition: ResourceDefinition, path: string): object {
  const { group, version, kind, plural, namespaced } = definition
  const operation = (action: string, fields: object = {}) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
    responses: { '200': { description: 'OK', content: content(definition) } },
    ...fields,
  })
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }))
  const body = { parameters, requestBody: { content: content(definition) } }
  const base = `/${path}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}`
  return {
    [base]: { get: operation('list'), post: operation('post', body) },
    [`${base}/{name}`]: {
      get: operation('get'),
      put: operation('put', body),
      patch: operation('patch', {
        parameters: [...parameters, { name: 'force', in: 'query', schema: { type: 'boolean' } }],
      }),
      delete: operation('delete'),
    },
  }
}

function content(definition: ResourceDefinition): object {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(definition)}` } } }
}
