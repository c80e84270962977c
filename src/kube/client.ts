/**
 * The one client for every API server, the embedded one included. Made by `connect` in `connect.ts`.
 * All calls reject with a GastownError: not-found (404), not-installed (404 where our resources are not served), denied (401, 403), conflict (409), invalid (400, 422 with every
 * cause as a problem), unreachable (no answer); its `cause` is a StatusError with the server's Status where there was one.
 */
import type { KubeObject, Resource } from './resources.ts'

export interface Scope {
  /** Left out: all namespaces (or a cluster-scoped resource). */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly signal?: AbortSignal
}

export interface WatchScope extends Scope {
  /** Called when the server is tried, and when it has said anything, bookmarks included. */
  onSign?(sign: 'tried' | 'heard'): void
}

interface Call {
  readonly signal?: AbortSignal
}

export interface GetCall extends Call {
  /** Leaves out everything but metadata. */
  readonly metadataOnly?: boolean
}

interface WriteCall extends Call {
  readonly dryRun?: boolean
  /** Default: the client's own. */
  readonly fieldManager?: string
}

/** A watch as a stream of our own words: lists, resource versions, 410, reconnects and back-off stay inside it. */
export type WatchEvent<T> =
  | { readonly type: 'put'; readonly object: T }
  | { readonly type: 'gone'; readonly object: T }
  /** Everything that existed at the start (or after a relist) has been delivered. */
  | { readonly type: 'synced' }
  /** The connection is lost and is being made again; for notices only. */
  | { readonly type: 'lost'; readonly error: Error }
  /** The connection is made again, and holds; after each `lost`. */
  | { readonly type: 'back' }

export interface LogRequest extends Scope {
  readonly container?: string
  readonly follow?: boolean
  readonly tailLines?: number
  /** The server's answer ends after so many bytes. */
  readonly limitBytes?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly previous?: boolean
}

/** One line of a container's log. */
export type LogItem =
  | { readonly type: 'line'; readonly time: string; readonly text: string }
  /** Lines may be missing here. */
  | { readonly type: 'gap'; readonly reason: string }

export interface ExecRequest extends Call {
  readonly container?: string
  readonly command: readonly string[]
  readonly tty?: boolean
  readonly stdin?: NodeJS.ReadableStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr?: NodeJS.WritableStream
  /** Terminal sizes, the first one and every change. */
  readonly sizes?: AsyncIterable<{ readonly columns: number; readonly rows: number }>
}

/** meta.k8s.io/v1 Table, asked for without objects. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly priority: number }[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface Client {
  /** The server's URL, for messages. */
  readonly server: string
  /** The namespace of the kubeconfig's context, if it names one. */
  readonly namespace: string | undefined

  get<T extends KubeObject>(resource: Resource<T>, name: string, namespace?: string, call?: GetCall): Promise<T>
  /** Every object, in pages of 500. */
  list<T extends KubeObject>(resource: Resource<T>, scope?: Scope): Promise<{ items: T[]; resourceVersion: string }>
  table(resource: Resource, scope?: Scope): Promise<Table>
  /** The same objects with nothing but their metadata. */
  listMetadata(resource: Resource, scope?: Scope): Promise<KubeObject[]>
  create<T extends KubeObject>(resource: Resource<T>, object: KubeObject, call?: WriteCall): Promise<T>
  /** PUT; the object's resourceVersion guards it where it is set. */
  replace<T extends KubeObject>(resource: Resource<T>, object: KubeObject, call?: WriteCall): Promise<T>
  /** application/merge-patch+json. With metadata.resourceVersion in the patch the server answers 409 when the object changed. */
  mergePatch<T extends KubeObject>(
    resource: Resource<T>,
    name: string,
    namespace: string | undefined,
    patch: object,
    call?: WriteCall & { subresource?: 'status' },
  ): Promise<T>
  /** application/json-patch+json. */
  jsonPatch<T extends KubeObject>(
    resource: Resource<T>,
    name: string,
    namespace: string | undefined,
    patch: readonly object[],
    call?: WriteCall & { subresource?: 'status' },
  ): Promise<T>
  /** Server-side apply, force optional. */
  apply<T extends KubeObject>(
    resource: Resource<T>,
    object: KubeObject,
    call?: WriteCall & { force?: boolean },
  ): Promise<T>
  remove(
    resource: Resource,
    name: string,
    namespace?: string,
    call?: Call & { graceSeconds?: number; uid?: string; resourceVersion?: string },
  ): Promise<void>
  /** Ends only with the signal; never throws but for errors that no retry can mend (denied, not-found of the resource). */
  watch<T extends KubeObject>(resource: Resource<T>, scope?: WatchScope): AsyncIterable<WatchEvent<T>>
  /** Follows until the container ended and nothing is left; resumes exactly after a lost connection, and marks gaps. */
  logs(pod: string, namespace: string, request?: LogRequest): AsyncIterable<LogItem>
  /** Resolves with the command's exit status. */
  exec(pod: string, namespace: string, request: ExecRequest): Promise<number>
  /** Any GET, for health and discovery. */
  raw(path: string, call?: Call): Promise<string>
  /** Closes idle connections. */
  close(): void
}
