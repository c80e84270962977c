import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { events } from '../kube/resources.ts'
import type { ShownEvent } from '../output/describe-lines.ts'
import type { Polecat } from '../polecat/schema.ts'

/** The Events of a polecat, oldest first. */
export async function polecatEvents(client: Client, polecat: Polecat, signal: AbortSignal): Promise<ShownEvent[]> {
  const { namespace, uid, name } = polecat.metadata
  try {
    const { items } = await client.list(events, {
      namespace,
      fieldSelector: `involvedObject.kind=Polecat,involvedObject.name=${name}`,
      signal,
    })
    return items
      .filter((event) => event.involvedObject.uid === undefined || event.involvedObject.uid === uid)
      .map((event) => ({
        time: event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '',
        type: event.type ?? 'Normal',
        reason: event.reason ?? '',
        message: event.message ?? '',
      }))
      .toSorted((a, b) => a.time.localeCompare(b.time))
  } catch (error) {
    // Who may not read events can still read the polecat.
    if (error instanceof GastownError && error.kind === 'denied') return []
    throw error
  }
}
