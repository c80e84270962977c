import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import type { ShownEvent } from '../output/polecat/describe-lines.ts'
import { eventTime } from '../output/timeline.ts'
import type { Polecat } from '../polecat/schema.ts'
import { ownEvents } from './find-events.ts'

/** The Events of a polecat, oldest first. */
export async function polecatEvents(client: Client, polecat: Polecat, signal: AbortSignal): Promise<ShownEvent[]> {
  try {
    return (await ownEvents(client, polecat, signal))
      .map((event) => ({
        time: eventTime(event),
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
