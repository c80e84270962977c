/** What a case of the contract is written with: a name, and the requests that are sent one after the other. */

/** Whatever JSON came back; a case looks into it without ceremony. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

export interface Step {
  readonly method: string
  /** With placeholders: `{ns}` is the namespace of the run, `{2.metadata.uid}` a field of the second answer. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON unless it is text; with placeholders. */
  readonly body?: unknown
  /** Of a watch: closed after so many events; without a number read until the server ends it. */
  readonly events?: number
  /** Of a watch: played while it is open. */
  readonly during?: readonly Step[]
  /** What is compared of a body where the rest depends on what else a server offers. */
  readonly part?: (body: Json) => unknown
  /** Sent again until it holds: for what a server does after it has answered. */
  readonly until?: (body: Json, code: number) => boolean
}

/** By name. */
export type Cases = Readonly<Record<string, readonly Step[]>>

type Headers = Readonly<Record<string, string>>

export const json: Headers = { 'content-type': 'application/json' }
export const asTable: Headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }
export const asMetadata: Headers = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }
export const asMetadataList: Headers = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }

export function get(path: string, headers: Headers = {}): Step {
  return { method: 'GET', path, headers }
}

export function post(path: string, body: unknown, headers: Headers = json): Step {
  return { method: 'POST', path, headers, body }
}

export function put(path: string, body: unknown, headers: Headers = json): Step {
  return { method: 'PUT', path, headers, body }
}

export function del(path: string, body?: unknown, headers: Headers = json): Step {
  return { method: 'DELETE', path, headers: body === undefined ? {} : headers, body }
}

function patchAs(type: string): (path: string, body: unknown, headers?: Headers) => Step {
  return (path, body, headers = {}) => ({
    method: 'PATCH',
    path,
    headers: { 'content-type': type, ...headers },
    body,
  })
}

export const mergePatch = patchAs('application/merge-patch+json')
export const jsonPatch = patchAs('application/json-patch+json')
export const strategicPatch = patchAs('application/strategic-merge-patch+json')
export const applyPatch = patchAs('application/apply-patch+yaml')

/** A watch that is open while the other steps are played, and closed after so many events. */
export function watch(path: string, events: number | undefined, ...during: readonly Step[]): Step {
  return { method: 'GET', path, headers: {}, events, during }
}

/** Compares only a part of the step's body. */
export function only(step: Step, part: (body: Json) => unknown): Step {
  return { ...step, part }
}
