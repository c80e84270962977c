/** What a path names: a resource, one of its objects, a part of it. */
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
  | { readonly found: 'version' }
  | { readonly found: 'nothing' }

export function findTarget(registry: Registry, parts: readonly string[]): Found {
  const core = parts[0] === 'api'
  const [group = '', version = ''] = core ? ['', parts[1]] : parts.slice(1)
  const rest = parts.slice(core ? 2 : 3)
  if (!registry.all().some((known) => known.group === group && known.version === version)) return { found: 'nothing' }
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !(core && isPartOfNamespace(rest))
  const namespace = inNamespace ? (rest[1] ?? '') : ''
  const [plural = '', name = '', subresource = '', ...more] = inNamespace ? rest.slice(2) : rest
  const definition = registry.find(group, version, plural)
  if (!definition || more.length > 0 || (inNamespace && !definition.namespaced)) return { found: 'version' }
  if (definition.namespaced && !inNamespace && name !== '') return { found: 'version' }
  const known = subresource === '' || definition.subresources.some((part) => part.name === subresource)
  return known ? { found: 'target', target: { definition, namespace, name, subresource } } : { found: 'version' }
}

function isPartOfNamespace(rest: readonly string[]): boolean {
  return rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize')
}
