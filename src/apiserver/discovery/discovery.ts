/** Which groups, versions and resources there are, plain and aggregated. */
import type { Registry } from '../registry.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'

interface GroupVersion {
  readonly group: string
  readonly version: string
}

/** /api */
export function coreVersions(address: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

/** /apis */
export function groupList(registry: Registry): object {
  const names = [...new Set(groupVersions(registry).map(({ group }) => group))].filter((name) => name !== '')
  const groups = names.map((name) => groupBody(registry, name))
  return { kind: 'APIGroupList', apiVersion: 'v1', groups }
}

/** /apis/GROUP; undefined where there is no such group. */
export function groupOf(registry: Registry, name: string): object | undefined {
  const known = groupVersions(registry).some(({ group }) => group === name && name !== '')
  return known ? { kind: 'APIGroup', apiVersion: 'v1', ...groupBody(registry, name) } : undefined
}

function groupBody(registry: Registry, name: string): object {
  const versions = groupVersions(registry)
    .filter(({ group }) => group === name)
    .map((found) => ({ groupVersion: apiVersionOf(found), version: found.version }))
  return { name, versions, preferredVersion: versions[0] }
}

/** /api/v1 and /apis/GROUP/VERSION */
export function resourceList(registry: Registry, wanted: GroupVersion): object | undefined {
  const found = inVersion(registry, wanted)
  if (found.length === 0) return undefined
  const resources = found.flatMap((definition) => [
    {
      name: definition.plural,
      singularName: definition.singular,
      namespaced: definition.namespaced,
      kind: definition.kind,
      verbs: definition.verbs,
      shortNames: orNothing(definition.shortNames),
      categories: orNothing(definition.categories),
    },
    ...definition.subresources.map(({ name, kind, verbs }) => ({
      name: `${definition.plural}/${name}`,
      singularName: '',
      namespaced: definition.namespaced,
      kind,
      verbs,
    })),
  ])
  // The core list has no apiVersion in Kubernetes either.
  const apiVersion = wanted.group === '' ? undefined : 'v1'
  return { kind: 'APIResourceList', apiVersion, groupVersion: apiVersionOf(wanted), resources }
}

/** /api or /apis as kubectl asks for it first: everything in one answer. */
export function aggregated(registry: Registry, core: boolean): object {
  const all = groupVersions(registry).filter(({ group }) => (group === '') === core)
  const names = [...new Set(all.map(({ group }) => group))]
  const items = names.map((name) => ({
    metadata: core ? {} : { name },
    versions: all
      .filter(({ group }) => group === name)
      .map((found) => ({
        version: found.version,
        resources: inVersion(registry, found).map(aggregatedResource),
        freshness: 'Current',
      })),
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}

function aggregatedResource(definition: ResourceDefinition): object {
  const { group, version, custom, subresources } = definition
  // Kubernetes says only the name of built-in kinds: the group and version are those of the list.
  const responseKind = (kind: string) => (custom ? { group, version, kind } : { group: '', version: '', kind })
  return {
    resource: definition.plural,
    responseKind: responseKind(definition.kind),
    scope: definition.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: definition.singular,
    verbs: definition.verbs,
    shortNames: orNothing(definition.shortNames),
    categories: orNothing(definition.categories),
    subresources: orNothing(
      subresources.map(({ name, kind, verbs }) => ({
        subresource: name,
        responseKind: responseKind(kind),
        verbs,
      })),
    ),
  }
}

export function groupVersions(registry: Registry): GroupVersion[] {
  const found = new Map(registry.all().map(({ group, version }) => [`${group}/${version}`, { group, version }]))
  return [...found.values()]
}

export function inVersion(registry: Registry, { group, version }: GroupVersion): ResourceDefinition[] {
  return registry.all().filter((known) => known.group === group && known.version === version)
}

function orNothing<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}
