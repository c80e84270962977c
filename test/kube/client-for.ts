import type { ClusterAccess } from '../../src/kube/kubeconfig/cluster-access.ts'
import { openConnection } from '../../src/kube/transport/connection.ts'
import { openTransport, type Transport } from '../../src/kube/transport/transport.ts'

/** A transport to a server of a test. */
export function transportTo(url: string, access: Partial<ClusterAccess> = {}, timeoutSeconds = 10): Transport {
  return openTransport(openConnection({ server: url, ...access }, {}), timeoutSeconds)
}

/** Takes so many items, and ends the iteration then. */
export async function take<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  for await (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}
