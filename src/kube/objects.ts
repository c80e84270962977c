import { parseResponse } from './transport/response-json.ts'
import type { Client, GetCall, Scope } from './client.ts'
import { readPages, type Page } from './pages.ts'
import type { HttpRequest } from './transport/send.ts'
import { objectPath, resourcePath, withQuery } from './resource-path.ts'
import type { KubeObject, Resource } from './resources.ts'
import { secretValues } from './secret-values.ts'
import type { Transport } from './transport/transport.ts'

type Verbs = Pick<Client, 'get' | 'list' | 'create' | 'replace' | 'mergePatch' | 'jsonPatch' | 'apply' | 'remove'>

const pageSize = 500

/** A server that does not know the form gives the whole object. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, application/json'

/** Reading and writing objects. */
export function objectVerbs(transport: Transport, fieldManager: string): Verbs {
  async function write<T>(request: Omit<HttpRequest, 'body' | 'hide'>, body: unknown, resource: Resource): Promise<T> {
    const hide = secretValues(resource, body)
    return parseResponse<T>(transport.server, await transport.text({ ...request, body: JSON.stringify(body), hide }))
  }

  function options(call: { dryRun?: boolean; fieldManager?: string } = {}) {
    return {
      fieldManager: call.fieldManager ?? fieldManager,
      fieldValidation: 'Strict',
      dryRun: call.dryRun ? 'All' : undefined,
    }
  }

  return {
    async get<T extends KubeObject>(resource: Resource<T>, name: string, namespace?: string, call: GetCall = {}) {
      const path = resourcePath(resource, namespace, name)
      const accept = call.metadataOnly ? metadataOnly : undefined
      const text = await transport.text({ method: 'GET', path, idempotent: true, accept, signal: call.signal })
      return parseResponse<T>(transport.server, text)
    },

    list: (resource, scope) => listObjects(transport, resource, scope),

    async create(resource, object, call) {
      const path = withQuery(objectPath(resource, object, true), options(call))
      return await write(
        { method: 'POST', path, idempotent: false, signal: call?.signal },
        whole(resource, object),
        resource,
      )
    },

    async replace(resource, object, call) {
      const path = withQuery(objectPath(resource, object), options(call))
      const idempotent = object.metadata?.resourceVersion === undefined
      return await write({ method: 'PUT', path, idempotent, signal: call?.signal }, whole(resource, object), resource)
    },

    async mergePatch(resource, name, namespace, patch, call) {
      const path = withQuery(resourcePath(resource, namespace, name, call?.subresource), options(call))
      // A guarded patch that was carried out answers 409 when it is sent again.
      const idempotent = (patch as KubeObject).metadata?.resourceVersion === undefined
      const contentType = 'application/merge-patch+json'
      return await write({ method: 'PATCH', path, contentType, idempotent, signal: call?.signal }, patch, resource)
    },

    async jsonPatch(resource, name, namespace, patch, call) {
      const path = withQuery(resourcePath(resource, namespace, name, call?.subresource), options(call))
      const contentType = 'application/json-patch+json'
      return await write(
        { method: 'PATCH', path, contentType, idempotent: false, signal: call?.signal },
        patch,
        resource,
      )
    },

    async apply(resource, object, call) {
      const path = withQuery(objectPath(resource, object), { ...options(call), force: call?.force ?? false })
      const contentType = 'application/apply-patch+yaml'
      return await write(
        { method: 'PATCH', path, contentType, idempotent: true, signal: call?.signal },
        whole(resource, object),
        resource,
      )
    },

    async remove(resource, name, namespace, call = {}) {
      const guarded = call.uid !== undefined || call.resourceVersion !== undefined
      const body = JSON.stringify({
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        gracePeriodSeconds: call.graceSeconds,
        preconditions: guarded ? { uid: call.uid, resourceVersion: call.resourceVersion } : undefined,
      })
      const path = resourcePath(resource, namespace, name)
      await transport.text({ method: 'DELETE', path, body, idempotent: call.uid !== undefined, signal: call.signal })
    },
  }
}

/** All objects in pages. When the pages have expired under our hands, once more and in one piece. */
export async function listObjects<T extends KubeObject>(
  transport: Transport,
  resource: Resource<T>,
  scope: Scope = {},
): Promise<{ items: T[]; resourceVersion: string }> {
  const pages = await readPages<ListPage<T>>(transport, resource, scope, { limit: pageSize })
  return {
    // In a list the server leaves out what all its items are.
    items: pages.flatMap(({ items }) => (items ?? []).map((item) => ({ ...typeOf(resource), ...item }))),
    resourceVersion: pages.at(-1)?.metadata?.resourceVersion ?? '',
  }
}

interface ListPage<T> extends Page {
  readonly items?: T[] | null
}

function whole(resource: Resource, object: KubeObject): KubeObject {
  return { ...typeOf(resource), ...object }
}

function typeOf(resource: Resource) {
  return {
    apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
    kind: resource.kind,
  }
}
