import type { CoreV1Event } from '../kube/wire.ts'
import { podName } from '../pod/names.ts'
import type { Polecat } from '../polecat/schema.ts'

/** Something that happened to a polecat or to one of its pods. */
export interface Moment {
  /** The same for the same moment, however often it is read. */
  readonly key: string
  /** RFC 3339. */
  readonly time: string
  readonly type: string
  readonly reason: string
  /** `polecat`, or the attempt. */
  readonly about: string
  readonly message: string
  /** How often it was told; since when, where more than once. */
  readonly count: number
  readonly since?: string
  readonly source: string
  /** What an Event is about, in full. */
  readonly object: string
  /** How the attempt ended, as the status says, where no Event does. */
  readonly isEnding?: boolean
}

/** Everything that is known of a polecat's life, oldest first: its Events, those of its pods, and what its status says. */
export function timeline(polecat: Polecat, events: readonly CoreV1Event[]): Moment[] {
  const told = events.map((event) => eventMoment(polecat, event))
  return [created(polecat), ...steps(polecat), ...told, ...ending(polecat, told)].toSorted(
    (a, b) => second(a) - second(b) || rank(a) - rank(b),
  )
}

/** When it was told last. */
export function eventTime({ series, lastTimestamp, eventTime: at, metadata }: CoreV1Event): string {
  return series?.lastObservedTime ?? lastTimestamp ?? at ?? metadata.creationTimestamp ?? ''
}

function eventMoment(polecat: Polecat, event: CoreV1Event): Moment {
  const { involvedObject: object, metadata, source, reportingComponent } = event
  const count = event.series?.count ?? event.count ?? 1
  return {
    key: `${metadata.uid} ${count}`,
    time: eventTime(event),
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    about: object.kind === 'Pod' ? attemptOf(polecat, object.name ?? '') : 'polecat',
    message: event.message ?? '',
    count,
    ...(count > 1 && { since: event.firstTimestamp ?? metadata.creationTimestamp }),
    source: source?.component || reportingComponent || '',
    object: `${object.kind?.toLowerCase()}/${object.name}`,
  }
}

function attemptOf(polecat: Polecat, pod: string): string {
  const [attempt, release] = pod.slice(podName(polecat, 0).length - 1).split('-')
  return `attempt ${attempt}${release === undefined ? '' : ', release'}`
}

type OfStatus = Pick<Moment, 'time' | 'reason' | 'about' | 'message' | 'isEnding'> & { readonly type?: string }

function ofStatus({ metadata }: Polecat, moment: OfStatus): Moment {
  const { about, reason } = moment
  const object = `polecat/${metadata.name}`
  return { key: `${about} ${reason}`, type: 'Step', count: 1, source: 'status', object, ...moment }
}

function created(polecat: Polecat): Moment {
  const { metadata, spec } = polecat
  const time = metadata.creationTimestamp ?? ''
  return ofStatus(polecat, { time, reason: 'created', about: 'polecat', message: `for rig ${spec.rig}` })
}

/** The status has how long each step took; the pod's start is the one time that it has. */
function steps(polecat: Polecat): Moment[] {
  const { metadata, status } = polecat
  const { startedAt, attempt, result, phases = [] } = status ?? {}
  let at = startedAt === undefined ? undefined : Date.parse(startedAt)
  return phases.flatMap(({ name, seconds }) => {
    if (at !== undefined && name !== 'scheduled' && name !== 'queued' && name !== 'saved') at += seconds * 1000
    const ends = { queued: after(metadata.creationTimestamp, seconds), saved: result?.remoteVerifiedAt }
    const time = name === 'queued' || name === 'saved' ? ends[name] : at === undefined ? undefined : isoTime(at)
    if (time === undefined) return []
    return ofStatus(polecat, {
      time,
      reason: name,
      about: `attempt ${attempt}`,
      message: `took ${seconds.toFixed(1)}s`,
    })
  })
}

/** Events are gone after an hour on most clusters; the status keeps how it ended. */
function ending(polecat: Polecat, told: readonly Moment[]): Moment[] {
  const { finishedAt, phase, reason = phase ?? '', message = '', attempt } = polecat.status ?? {}
  if (finishedAt === undefined) return []
  const earliest = Date.parse(finishedAt) - 60_000
  if (told.some((moment) => moment.reason === reason && Date.parse(moment.time) >= earliest)) return []
  const type = phase === 'Done' || phase === 'Terminated' ? 'Normal' : 'Warning'
  return [ofStatus(polecat, { time: finishedAt, type, reason, about: `attempt ${attempt}`, message, isEnding: true })]
}

function after(time: string | undefined, seconds: number): string | undefined {
  return time === undefined ? undefined : isoTime(Date.parse(time) + seconds * 1000)
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function second({ time }: Moment): number {
  return Math.floor(Date.parse(time) / 1000) || 0
}

// Kubernetes' times are whole seconds, and in one of them a whole attempt may pass.
const order = 'created, queued, Started, scheduled, pulled, cloned, agent started, Working, first output, saved'.split(
  ', ',
)

/** Reasons of a pod's own Events, in the order in which they are listed. */
const ofContainers: ReadonlySet<string> = new Set(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started'])

/** What is not listed came while the agent ran, or is how it ended. */
function rank({ reason, about, source }: Moment): number {
  if (about !== 'polecat' && source !== 'status' && ofContainers.has(reason)) return order.indexOf('Started') + 0.5
  const at = order.indexOf(reason)
  return at >= 0 ? at : about === 'polecat' ? order.length : order.length - 1.5
}
