/** Target of a path: a resource, one of its objects, a part of it. */
import type { Registry } from '../registry.ts'
import type { ResourceDefinition } from '../resource.ts'

export interface Target {
  readonly definition: ResourceDefinition
  /** Empty for all namespaces and for cluster-scoped resources. */
  readonly namespace: string
  /** Empty for the collection. */
  readonly name: string
  readonly subresource: string
}

export type Found =
  | { readonly found: 'target'; readonly target: Target }
  /** The group and version are served, the resource is not. */
  | { readonly found: 'version'; readonly custom: boolean }
  /** The resource is served, the part of its object is not. */
  | { readonly found: 'resource'; readonly definition: ResourceDefinition; readonly name: string }
  | { readonly found: 'nothing' }

export function findTarget(registry: Registry, parts: readonly string[]): Found {
  const core = parts[0] === 'api'
  const [group = '', version = ''] = core ? ['', parts[1]] : parts.slice(1)
  const rest = parts.slice(core ? 2 : 3)
  const served = registry.all().filter((known) => known.group === group && known.version === version)
  if (served.length === 0) return { found: 'nothing' }
  const version404 = { found: 'version', custom: served.every(({ custom }) => custom) } as const
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !(core && isPartOfNamespace(rest))
  const namespace = inNamespace ? (rest[1] ?? '') : ''
  const [plural = '', name = '', subresource = '', ...more] = inNamespace ? rest.slice(2) : rest
  const definition = registry.find(group, version, plural)
  if (!definition || (inNamespace && !definition.namespaced)) return version404
  if (definition.namespaced && !inNamespace && name !== '') return version404
  const known =
    more.length === 0 && (subresource === '' || definition.subresources.some((part) => part.name === subresource))
  return known
    ? { found: 'target', target: { definition, namespace, name, subresource } }
    : { found: 'resource', definition, name }
}

function isPartOfNamespace(rest: readonly string[]): boolean {
  return rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize')
}
