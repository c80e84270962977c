/** The seam between the API server and the local kubelet: what `kubectl logs` and `kubectl exec` need of it. */
import type { Readable, Writable } from 'node:stream'

export interface PodKey {
  namespace: string
  name: string
  uid: string
}

export interface LogOptions {
  follow: boolean
  timestamps: boolean
  tailLines?: number
  sinceSeconds?: number
  sinceTime?: string
  limitBytes?: number
  previous: boolean
  signal: AbortSignal
}

export interface ExecOptions {
  command: readonly string[]
  tty: boolean
  stdin?: Readable
  stdout: Writable
  stderr: Writable
  sizes: AsyncIterable<{ columns: number; rows: number }>
  signal: AbortSignal
}

export interface NodeAgent {
  /** Bytes of the log as kubectl would see them; throws GastownError not-found or invalid. */
  logs(pod: PodKey, container: string, options: LogOptions): AsyncIterable<Uint8Array>
  /** Resolves with the command's exit status. */
  exec(pod: PodKey, container: string, options: ExecOptions): Promise<number>
}
