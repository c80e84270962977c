import { createHash } from 'node:crypto'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { events } from '../kube/resources.ts'
import type { CoreV1Event } from '../kube/wire.ts'
import { apiVersion, operatorName } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Transition } from './transitions.ts'

/** Writes a transition as an Event of the Polecat; the same one again only counts. */
export async function recordEvent(client: Client, polecat: Polecat, transition: Transition, now: Date): Promise<void> {
  const event = eventOf(polecat, transition, now)
  const { name = '', namespace } = event.metadata
  try {
    await client.create(events, event)
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind !== 'conflict') throw error
    const earlier = await client.get(events, name, namespace)
    await client.mergePatch(events, name, namespace, {
      count: (earlier.count ?? 1) + 1,
      lastTimestamp: event.lastTimestamp,
    })
  }
}

/** An Event whose name is made from what it says, so that the server itself keeps them apart. */
function eventOf({ metadata }: Polecat, { type, reason, message }: Transition, now: Date): CoreV1Event {
  const time = `${now.toISOString().slice(0, 19)}Z`
  const mark = createHash('sha256').update([metadata.uid, type, reason, message].join('\n')).digest('hex').slice(0, 16)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${metadata.name}.${mark}`, namespace: metadata.namespace },
    involvedObject: {
      apiVersion,
      kind: 'Polecat',
      name: metadata.name,
      namespace: metadata.namespace,
      uid: metadata.uid,
    },
    type,
    reason,
    message: message.slice(0, 1024),
    source: { component: operatorName },
    reportingComponent: operatorName,
    reportingInstance: operatorName,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  }
}
