import { get, only, post, type Cases, type Json, type Step } from '../case.ts'
import { group } from '../definitions.ts'

const aggregated = (version: string) => ({
  accept: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`,
})
const served = [
  'configmaps',
  'events',
  'namespaces',
  'namespaces/status',
  'nodes',
  'nodes/status',
  'pods',
  'pods/binding',
  'pods/exec',
  'pods/log',
  'pods/status',
  'secrets',
]
const sortedBy = (key: string, list: Json[]): Json[] => list.toSorted((a, b) => (a[key] < b[key] ? -1 : 1))

/** The answer with only those members of a list that both servers have. */
function members(step: Step, list: string, key: string, names: readonly string[]): Step {
  return only(step, (body: Json) => ({
    ...body,
    [list]: sortedBy(
      key,
      (body[list] as Json[]).filter((member) => names.includes(member[key])),
    ).map(withoutHash),
  }))
}

/** Hashes of what is stored in etcd, which nobody reads. */
function withoutHash(resource: Json): Json {
  const { storageVersionHash: _, ...rest } = resource
  return rest
}

const groups = [group, 'coordination.k8s.io', 'apiextensions.k8s.io', 'authorization.k8s.io']

function aggregatedGroups(body: Json): Json {
  if (!body.items) return body.kind
  const items = (body.items as Json[])
    .filter(({ metadata }) => groups.includes(metadata.name))
    .map((item) => ({
      ...item,
      versions: item.versions
        .filter(({ version }: Json) => item.metadata.name === group || version === 'v1')
        .map((version: Json) => ({
          ...version,
          resources: sortedBy('resource', version.resources as Json[]).filter(({ resource }) => known(resource)),
        })),
    }))
  return {
    ...body,
    items: sortedBy(
      'name',
      items.map((item) => ({ name: item.metadata.name, ...item })),
    ),
  }
}

const ours = [
  'things',
  'planets',
  'polecats',
  'rigs',
  'leases',
  'customresourcedefinitions',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'subjectaccessreviews',
  'localsubjectaccessreviews',
]

function known(resource: string): boolean {
  return ours.includes(resource) || served.includes(resource)
}

export const discovery: Cases = {
  'the core versions': [only(get('/api'), ({ kind, versions }: Json) => ({ kind, versions }))],
  'the groups': [members(get('/apis'), 'groups', 'name', groups)],
  'a group': [get(`/apis/${group}`), get('/apis/coordination.k8s.io'), get('/apis/authorization.k8s.io')],
  'the core resources': [members(get('/api/v1'), 'resources', 'name', served)],
  'the resources of a group': [
    members(get(`/apis/${group}/v1`), 'resources', 'name', ['things', 'things/status', 'planets']),
    members(get(`/apis/${group}/v1beta1`), 'resources', 'name', ['planets']),
  ],
  'the resources of built-in groups': [
    members(get('/apis/coordination.k8s.io/v1'), 'resources', 'name', ['leases']),
    members(get('/apis/apiextensions.k8s.io/v1'), 'resources', 'name', [
      'customresourcedefinitions',
      'customresourcedefinitions/status',
    ]),
    members(get('/apis/authorization.k8s.io/v1'), 'resources', 'name', ours),
  ],
  'aggregated, the core': [
    only(get('/api', aggregated('v2')), (body: Json) => ({
      ...body,
      items: body.items.map((item: Json) => ({
        ...item,
        versions: item.versions.map((version: Json) => ({
          ...version,
          resources: sortedBy('resource', version.resources as Json[])
            .filter(({ resource }) => known(resource))
            .map((resource) => ({
              ...resource,
              ...(resource.subresources && {
                subresources: resource.subresources.filter(({ subresource }: Json) =>
                  served.includes(`${resource.resource}/${subresource}`),
                ),
              }),
            })),
        })),
      })),
    })),
  ],
  'aggregated, the groups': [only(get('/apis', aggregated('v2')), aggregatedGroups)],
  'aggregated, in the old version': [only(get('/apis', aggregated('v2beta1')), aggregatedGroups)],
  'aggregated, in an unknown version': [members(get('/apis', aggregated('v3')), 'groups', 'name', groups)],
  'aggregated and nothing else, in an unknown version': [
    get('/apis', { accept: 'application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList' }),
  ],
}

const pick = (document: Json, name: string): Json => document.components.schemas[name]
const prefix = group.split('.').toReversed().join('.')

export const openApi: Cases = {
  'the index names every group and version': [
    // The real server calls it plain text.
    only(get('/openapi/v3'), (text: Json) =>
      [`apis/${group}/v1`, `apis/${group}/v1beta1`, 'api/v1', 'apis/coordination.k8s.io/v1'].map((path) =>
        String(JSON.parse(text as string).paths[path].serverRelativeURL).replace(/hash=.*/, 'hash='),
      ),
    ),
  ],
  'the schema of a custom resource': [
    only(get(`/openapi/v3/apis/${group}/v1`), (body: Json) => pick(body, `${prefix}.v1.Thing`)),
  ],
  'the schema of a list of custom resources': [
    only(get(`/openapi/v3/apis/${group}/v1`), (body: Json) => pick(body, `${prefix}.v1.ThingList`)),
  ],
  'the paths of a custom resource': [
    only(get(`/openapi/v3/apis/${group}/v1`), (body: Json) =>
      Object.entries(body.paths as Record<string, Json>)
        .filter(([path]) => path.includes('/things'))
        .map(([path, item]) => [path, Object.keys(item).toSorted()])
        .toSorted(),
    ),
  ],
  'the parameters of a patch': [
    only(get(`/openapi/v3/apis/${group}/v1`), (body: Json) =>
      body.paths[`/apis/${group}/v1/namespaces/{namespace}/things/{name}`].patch.parameters
        .map(({ name }: Json) => name)
        .toSorted(),
    ),
  ],
  'the fields of a pod': [
    only(get('/openapi/v3/api/v1'), (body: Json) =>
      Object.keys(pick(body, 'io.k8s.api.core.v1.PodSpec').properties).toSorted(),
    ),
  ],
  'a document that is not there': [get('/openapi/v3/apis/nothing.test/v1')],
}

const reviews = '/apis/authorization.k8s.io/v1'
const may = (attributes: object): Step =>
  only(
    post(`${reviews}/selfsubjectaccessreviews`, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: attributes },
    }),
    withoutReason,
  )

/** Why it is allowed is each server's own affair. */
function withoutReason(body: Json): Json {
  if (!body.status?.reason) return body
  const { reason: _, ...status } = body.status
  return { ...body, status }
}

export const accessReviews: Cases = {
  'the owner may do everything': [may({ verb: 'delete', resource: 'pods', namespace: '{ns}' })],
  'what is not a resource': [
    only(
      post(`${reviews}/selfsubjectaccessreviews`, {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { nonResourceAttributes: { path: '/metrics', verb: 'get' } },
      }),
      withoutReason,
    ),
  ],
  neither: [post(`${reviews}/selfsubjectaccessreviews`, { spec: {} })],
  both: [
    post(`${reviews}/selfsubjectaccessreviews`, {
      spec: { resourceAttributes: { verb: 'get' }, nonResourceAttributes: { path: '/x', verb: 'get' } },
    }),
  ],
  'with a name': [
    post(`${reviews}/selfsubjectaccessreviews`, {
      metadata: { name: 'x' },
      spec: { resourceAttributes: { verb: 'get' } },
    }),
  ],
  'without a body': [post(`${reviews}/selfsubjectaccessreviews`, '')],
  'cannot be listed': [get(`${reviews}/selfsubjectaccessreviews`), get(`${reviews}/selfsubjectaccessreviews/x`)],
  'which rules there are': [
    only(
      post(`${reviews}/selfsubjectrulesreviews`, {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace: '{ns}' },
      }),
      ({ status, ...body }: Json) => ({
        ...body,
        everything: status?.resourceRules?.some(
          ({ verbs, resources }: Json) => verbs.includes('*') && resources.includes('*'),
        ),
        incomplete: status?.incomplete,
      }),
    ),
  ],
  'which rules there are without a namespace': [post(`${reviews}/selfsubjectrulesreviews`, { spec: {} })],
  'who am I': [
    only(
      post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      }),
      ({ kind, apiVersion, status }: Json) => ({ kind, apiVersion, groups: status?.userInfo?.groups }),
    ),
  ],
}
