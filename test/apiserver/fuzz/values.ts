/** Values for a schema of OpenAPI v3: mostly what it asks for, now and then anything else. */
import type { Random } from './random.ts'

export interface OpenApiSchema {
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
  readonly required?: readonly string[]
  readonly items?: OpenApiSchema
  readonly additionalProperties?: OpenApiSchema | boolean
  readonly allOf?: readonly OpenApiSchema[]
  readonly $ref?: string
  readonly maxLength?: number
}

export type Schemas = Readonly<Record<string, OpenApiSchema>>

const oddTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  '../..',
  'a/b',
  '%00',
  '\u0000',
  '\ud800',
  '💥',
  '{{}}',
  '$(HOME)',
  'A',
  'x'.repeat(300),
  '0',
  'null',
  '1e999',
  '2026-01-01T00:00:00Z',
  '2026-99-99T99:99:99Z',
  '500m',
  'YQ==',
  'YQ',
]
const oddNumbers = [0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 65_535]

export function oddText(random: Random): string {
  return random.pick(oddTexts)
}

export function anything(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 5 : 7)) {
    case 0:
      return null
    case 1:
      return random.chance(0.5)
    case 2:
      return random.pick(oddNumbers)
    case 5:
      return Array.from({ length: random.below(4) }, () => anything(random, depth + 1))
    case 6:
      return fields(Array.from({ length: random.below(4) }, () => [oddText(random), anything(random, depth + 1)]))
    default:
      return oddText(random)
  }
}

export function valueOf(schema: OpenApiSchema, schemas: Schemas, random: Random, depth = 0): unknown {
  if (random.chance(0.02)) return anything(random)
  const known = resolve(schema, schemas)
  if (known.enum && random.chance(0.9)) return random.pick(known.enum)
  switch (known.type) {
    case 'string':
      return textOf(known, random)
    case 'integer':
      return random.chance(0.8) ? random.below(100) : random.pick(oddNumbers)
    case 'number':
      return random.chance(0.8) ? random.next() * 10 : random.pick(oddNumbers)
    case 'boolean':
      return random.chance(0.5)
    case 'array':
      return Array.from({ length: depth > 6 ? 0 : random.below(3) }, () =>
        valueOf(known.items ?? {}, schemas, random, depth + 1),
      )
    case 'object':
      return objectOf(known, schemas, random, depth)
    default:
      return known.properties ? objectOf(known, schemas, random, depth) : anything(random, 3)
  }
}

function objectOf(schema: OpenApiSchema, schemas: Schemas, random: Random, depth: number): object {
  const { properties = {}, required = [], additionalProperties } = schema
  const share = depth > 6 ? 0 : depth < 2 ? 0.6 : 0.25
  const chosen = Object.keys(properties).filter((name) => random.chance(required.includes(name) ? 0.95 : share))
  const entries = chosen.map((name): [string, unknown] => [
    name,
    valueOf(properties[name] ?? {}, schemas, random, depth + 1),
  ])
  if (typeof additionalProperties === 'object' && random.chance(0.5)) {
    const key = random.chance(0.7) ? `key-${random.below(5)}` : oddText(random)
    entries.push([key, valueOf(additionalProperties, schemas, random, depth + 1)])
  }
  if (random.chance(0.05)) entries.push([oddText(random), anything(random)])
  return fields(entries)
}

function textOf({ format }: OpenApiSchema, random: Random): string {
  if (random.chance(0.15)) return oddText(random)
  if (format === 'date-time') return new Date(random.below(2 ** 31) * 1000).toISOString().replace(/\.\d+/, '')
  if (format === 'byte') return Buffer.from(`v${random.below(100)}`).toString('base64')
  return `t${random.below(1000)}`
}

function resolve(schema: OpenApiSchema, schemas: Schemas): OpenApiSchema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (reference === undefined) return schema
  return schemas[reference.replace('#/components/schemas/', '')] ?? {}
}

/** `__proto__` as a key like any other. */
function fields(entries: readonly (readonly [string, unknown])[]): object {
  const result = {}
  for (const [key, value] of entries) {
    Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return result
}
