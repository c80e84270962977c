/** The way in: finds the cluster as kubectl would, and gives a Client for it. Nothing is sent before the first call. */
import { invalid } from '../errors.ts'
import type { Client } from './client.ts'
import type { ClusterAccess } from './kubeconfig/cluster-access.ts'
import { openConnection } from './transport/connection.ts'
import { runExec } from './exec/exec.ts'
import { findCluster } from './kubeconfig/find-cluster.ts'
import { readLogs } from './log/logs.ts'
import { objectVerbs } from './objects.ts'
import { readMetadata, readTable } from './table.ts'
import { openTransport, type Server } from './transport/transport.ts'
import { watchObjects } from './watch/watch.ts'

export interface ConnectOptions extends ClientOptions {
  /** Path of the only kubeconfig to read. */
  readonly kubeconfig?: string
  readonly context?: string
  readonly home: string
}

export interface ClientOptions extends Server {
  /** Instead of the context's. */
  readonly namespace?: string
  /** The user to act as. */
  readonly as?: string
  /** 0: none. */
  readonly requestTimeoutSeconds?: number
  readonly fieldManager: string
  readonly env: NodeJS.ProcessEnv
}

const usualTimeoutSeconds = 60

export async function connect(options: ConnectOptions): Promise<Client> {
  return connectWith(await findCluster(options), options)
}

/** For a server that is known already. */
export function connectWith(cluster: ClusterAccess, options: ClientOptions): Client {
  const access = options.as === undefined ? cluster : actAs(cluster, options.as)
  const connection = openConnection(access, options.env)
  const transport = openTransport(connection, options.requestTimeoutSeconds ?? usualTimeoutSeconds, options)
  return {
    server: transport.server,
    namespace: options.namespace ?? access.namespace,
    ...objectVerbs(transport, options.fieldManager),
    table: (resource, scope) => readTable(transport, resource, scope),
    listMetadata: (resource, scope) => readMetadata(transport, resource, scope),
    watch: (resource, scope) => watchObjects(transport, resource, scope),
    logs: (pod, namespace, request) => readLogs(transport, pod, namespace, request),
    exec: (pod, namespace, request) => runExec(transport, pod, namespace, request),
    raw: (path, call) => transport.text({ method: 'GET', path, idempotent: true, accept: '*/*', signal: call?.signal }),
    close: () => transport.close(),
  }
}

function actAs(cluster: ClusterAccess, user: string): ClusterAccess {
  if (user === '') throw invalid('--as names nobody', [])
  return { ...cluster, user: { ...cluster.user, impersonate: { user } } }
}
