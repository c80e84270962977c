/** The paths of a resource in OpenAPI v3: kubectl reads from them which parameters a write takes, other clients all of it. */
import type { ResourceDefinition } from '../resource.ts'

type Content = (definition: ResourceDefinition, list: boolean) => object

/** `path` is that of the group and version, such as `apis/GROUP/VERSION`. */
export function pathItems(definition: ResourceDefinition, path: string, content: Content): object {
  const { plural, namespaced, subresources, verbs } = definition
  const everywhere = `/${path}/${plural}`
  const base = namespaced ? `/${path}/namespaces/{namespace}/${plural}` : everywhere
  const place = namespaced ? [inPath('namespace')] : []
  const operations = operationsOf(definition, content)
  const hasObjects = verbs.includes('get')
  return {
    ...(namespaced && hasObjects && { [everywhere]: { parameters: listParameters, get: operations('list') } }),
    [base]: {
      parameters: place,
      get: operations('list', listParameters),
      post: operations('create', writeParameters),
      delete: operations('deletecollection', listParameters),
    },
    ...(hasObjects && {
      [`${base}/{name}`]: {
        parameters: [...place, inPath('name')],
        get: operations('get'),
        put: operations('update', writeParameters),
        patch: operations('patch', patchParameters),
        delete: operations('delete'),
      },
    }),
    ...(subresources.some(({ name }) => name === 'status') && {
      [`${base}/{name}/status`]: {
        parameters: [...place, inPath('name')],
        get: operations('get'),
        put: operations('update', writeParameters),
        patch: operations('patch', patchParameters),
      },
    }),
  }
}

/** Kubernetes calls create post and update put here. */
const actions: Record<string, string> = { create: 'post', update: 'put' }

/** What a verb is called with; undefined, and so left out, where the resource has it not. */
function operationsOf(definition: ResourceDefinition, content: Content) {
  const { group, version, kind, verbs } = definition
  return (verb: string, parameters?: readonly object[]) => {
    if (!verbs.includes(verb)) return undefined
    const sends = verb === 'create' || verb === 'update'
    return {
      'x-kubernetes-action': actions[verb] ?? verb,
      'x-kubernetes-group-version-kind': { group, version, kind },
      parameters,
      requestBody: sends ? { content: content(definition, false) } : undefined,
      responses: { '200': { description: 'OK', content: content(definition, verb === 'list') } },
    }
  }
}

function inPath(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string', uniqueItems: true } }
}

function inQuery(name: string, type: 'string' | 'boolean' | 'integer'): object {
  return { name, in: 'query', schema: { type, uniqueItems: true } }
}

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => inQuery(name, 'string'))
const patchParameters = [...writeParameters, inQuery('force', 'boolean')]
const listParameters = [
  inQuery('allowWatchBookmarks', 'boolean'),
  inQuery('continue', 'string'),
  inQuery('fieldSelector', 'string'),
  inQuery('labelSelector', 'string'),
  inQuery('limit', 'integer'),
  inQuery('resourceVersion', 'string'),
  inQuery('resourceVersionMatch', 'string'),
  inQuery('sendInitialEvents', 'boolean'),
  inQuery('timeoutSeconds', 'integer'),
  inQuery('watch', 'boolean'),
]
