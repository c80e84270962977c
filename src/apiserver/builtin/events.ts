import { objectAt, textAt, type ApiObject } from '../object.ts'
import { ordinary, type ResourceDefinition } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { column, nameColumn } from '../table/column.ts'
import { builtinType } from './type-notation.ts'

export const events: ResourceDefinition = {
  ...ordinary,
  plural: 'events',
  singular: 'event',
  kind: 'Event',
  listKind: 'EventList',
  shortNames: ['ev'],
  schema: builtinType('Event'),
  columns: [
    column('Last Seen', (event) => ageOf(lastSeen(event))),
    column('Type', (event) => textAt(event, 'type')),
    column('Reason', (event) => textAt(event, 'reason')),
    column('Object', involved),
    column('Subobject', (event) => textAt(event, 'involvedObject', 'fieldPath'), 1),
    column('Source', source, 1),
    column('Message', (event) => textAt(event, 'message').trim()),
    column('First Seen', (event) => ageOf(textAt(event, 'firstTimestamp') || event.eventTime), 1),
    column('Count', count, 1),
    { ...nameColumn(), priority: 1 },
  ],
  fields: (event) => ({
    'involvedObject.kind': textAt(event, 'involvedObject', 'kind'),
    'involvedObject.namespace': textAt(event, 'involvedObject', 'namespace'),
    'involvedObject.name': textAt(event, 'involvedObject', 'name'),
    'involvedObject.uid': textAt(event, 'involvedObject', 'uid'),
    'involvedObject.apiVersion': textAt(event, 'involvedObject', 'apiVersion'),
    'involvedObject.resourceVersion': textAt(event, 'involvedObject', 'resourceVersion'),
    'involvedObject.fieldPath': textAt(event, 'involvedObject', 'fieldPath'),
    reason: textAt(event, 'reason'),
    reportingComponent: textAt(event, 'reportingComponent'),
    source: textAt(event, 'source', 'component') || textAt(event, 'reportingComponent'),
    type: textAt(event, 'type'),
  }),
  /** Clients written in Go read these fields without asking whether they are there. */
  prepare(event) {
    event.source ??= {}
    for (const time of ['eventTime', 'firstTimestamp', 'lastTimestamp']) event[time] ??= null
    event.reportingComponent ??= ''
    event.reportingInstance ??= ''
  },
}

function lastSeen(event: ApiObject): unknown {
  return textAt(event, 'series', 'lastObservedTime') || textAt(event, 'lastTimestamp') || event.eventTime
}

function involved(event: ApiObject): string {
  const kind = textAt(event, 'involvedObject', 'kind').toLowerCase()
  const name = textAt(event, 'involvedObject', 'name')
  return name ? `${kind}/${name}` : kind
}

function source(event: ApiObject): string {
  const component = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent')
  return [component, textAt(event, 'source', 'host') || textAt(event, 'reportingInstance')].filter(Boolean).join(', ')
}

function count(event: ApiObject): number {
  const { count, eventTime } = event
  const series = objectAt(event, 'series').count
  if (typeof series === 'number') return series
  if (typeof count === 'number' && count > 0) return count
  return eventTime ? 1 : 0
}
