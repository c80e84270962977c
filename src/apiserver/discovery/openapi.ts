/** OpenAPI v3, as far as kubectl reads it: the schemas of all kinds, and paths that say which kind is where. */
import { createHash } from 'node:crypto'
import { builtinType, openApiName } from '../builtin/type-notation.ts'
import type { Registry } from '../registry.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { Schema } from '../schema/schema.ts'
import { groupVersions, inVersion } from './discovery.ts'
import { conventions, intOrString, listMetadataWords, metadataWords, typeFields } from './openapi-common.ts'
import { pathItems } from './openapi-paths.ts'

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
    const { kind, listKind, schema, verbs } = definition
    const own = objectSchema(schema, schemas)
    own.properties = { ...own.properties, ...commonFields(schemas) }
    schemas[schemaName(definition, kind)] = { ...own, ...marks(definition, kind) }
    if (!verbs.includes('list')) continue
    schemas[schemaName(definition, listKind)] = { ...listSchema(definition, schemas), ...marks(definition, listKind) }
  }
  const paths = Object.assign({}, ...definitions.map((definition) => pathItems(definition, path, content))) as object
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.4' }, paths, components: { schemas } }
}

/** Described for every kind, whatever its own schema says of them. */
function commonFields(schemas: Record<string, unknown>): object {
  return { ...typeFields, metadata: { description: metadataWords, ...refer(builtinType('ObjectMeta'), schemas) } }
}

function marks({ group, version, selectableFields = [] }: ResourceDefinition, kind: string): object {
  const fields = selectableFields.map((fieldPath) => ({ fieldPath }))
  return {
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
    'x-kubernetes-selectable-fields': fields.length > 0 ? fields : undefined,
  }
}

function listSchema(definition: ResourceDefinition, schemas: Record<string, unknown>): object {
  const { kind, listKind, plural } = definition
  const items = { $ref: `#/components/schemas/${schemaName(definition, kind)}` }
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...typeFields,
      metadata: { description: listMetadataWords, ...refer(builtinType('ListMeta'), schemas) },
      items: { description: `List of ${plural}. More info: ${conventions}`, type: 'array', items },
    },
  }
}

function schemaName({ custom, group, version, schema }: ResourceDefinition, kind: string): string {
  // A list stands beside what it lists.
  if (!custom && schema.typeName) return openApiName(schema.typeName).replace(/[^.]+$/, kind)
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

function objectSchema(
  schema: Schema,
  schemas: Record<string, unknown>,
): { properties?: object; [word: string]: unknown } {
  const { typeName: _, properties, items, additionalProperties, ...plain } = schema
  const required = plain.required?.length ? plain.required : undefined
  return {
    ...plain,
    anyOf: plain['x-kubernetes-int-or-string'] ? intOrString : plain.anyOf,
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

function content(definition: ResourceDefinition, list: boolean): object {
  const kind = list ? definition.listKind : definition.kind
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(definition, kind)}` } } }
}
