import type { Streams } from './http/streams.ts'
import type { NodeAgent } from './node-agent.ts'
import type { Registry } from './registry.ts'
import type { Store } from './store/store.ts'

/** What every request works on. */
export interface Cluster {
  readonly store: Store
  readonly registry: Registry
  /** The local kubelet, once it is there. */
  nodeAgent: NodeAgent | undefined
  readonly streams: Streams
  /** Aborted when the server closes: ends watches, logs and execs. */
  readonly signal: AbortSignal
}
