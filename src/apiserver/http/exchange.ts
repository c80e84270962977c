import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cluster } from '../cluster.ts'
import type { Target } from './target.ts'

/** One request for a resource, and where its reply goes. */
export interface Exchange {
  readonly cluster: Cluster
  readonly target: Target
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly response: ServerResponse
}
