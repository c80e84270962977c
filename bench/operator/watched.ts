import type { Client } from '../../src/kube/client.ts'
import { pods, polecats } from '../../src/kube/resources.ts'
import type { V1Pod } from '../../src/kube/wire.ts'
import { labels } from '../../src/polecat/names.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { Namespaces } from './namespaces.ts'

/** When what was first observed, by the polecat's name, in milliseconds of this process. */
export interface Watched {
  readonly created: ReadonlyMap<string, number>
  readonly running: ReadonlyMap<string, number>
  /** The status says so, or what came after. */
  readonly told: ReadonlyMap<string, number>
}

/** Watches until the signal. */
export function watchAttempts(client: Client, namespaces: Namespaces, signal: AbortSignal): Watched {
  const [created, running, told] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const putPod = ({ metadata, status }: V1Pod) => {
    const name = metadata?.labels?.[labels.polecat] ?? ''
    first(created, name)
    if (status?.startTime !== undefined) first(running, name)
  }
  const putPolecat = ({ metadata, status }: Polecat) => {
    if (status?.startedAt !== undefined) first(told, metadata.name ?? '')
  }
  void each(client.watch(pods, { namespace: namespaces.pods, signal }), putPod)
  void each(client.watch(polecats, { namespace: namespaces.polecats, signal }), putPolecat)
  return { created, running, told }
}

function first(times: Map<string, number>, name: string): void {
  if (!times.has(name)) times.set(name, performance.now())
}

async function each<T>(stream: ReturnType<Client['watch']>, put: (object: T) => void): Promise<void> {
  for await (const event of stream) if (event.type === 'put') put(event.object as T)
}
