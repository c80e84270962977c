import { GastownError } from '../errors.ts'
import type { KubeObject, Resource } from './resources.ts'

type QueryValue = string | number | boolean | undefined

/** Where a collection or an object is served. */
export function resourcePath(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`
  const parts = [root]
  if (resource.namespaced && namespace !== undefined) parts.push('namespaces', segment(namespace))
  parts.push(resource.plural)
  if (name !== undefined) {
    if (resource.namespaced && namespace === undefined) {
      throw new GastownError('bug', `${resource.kind} ${name} was asked for without a namespace`)
    }
    parts.push(segment(name))
  }
  if (subresource !== undefined) parts.push(subresource)
  return parts.join('/')
}

/** Path of the object itself, or with `collection` of the place it is made in. */
export function objectPath(resource: Resource, object: KubeObject, collection = false): string {
  const { name, namespace } = object.metadata ?? {}
  if (resource.namespaced && namespace === undefined) {
    throw new GastownError('bug', `a ${resource.kind} without a namespace cannot be written`)
  }
  return resourcePath(resource, namespace, collection ? undefined : (name ?? ''))
}

export function withQuery(path: string, query: Record<string, QueryValue>): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  )
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()}`
}

/** A name comes from a user: it must stay one segment of the path, and name something. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new GastownError('invalid', `"${name}" is not a name`)
  }
  return encodeURIComponent(name)
}
