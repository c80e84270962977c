/** A pod's status as a kubelet would report it; pure. */
import type { V1ContainerStatus, V1Pod } from '../../kube/wire.ts'
import type { RunEnd } from '../run/instance.ts'
import { restartAt, type ObservedContainer, type StopRequest } from './plan.ts'
import type { PodSpec } from './pod-spec.ts'

type Status = NonNullable<V1Pod['status']>
type State = NonNullable<V1ContainerStatus['state']>
type Condition = NonNullable<Status['conditions']>[number]

/** A container with what its folders tell beyond the plan's needs. */
export interface ReportedContainer extends ObservedContainer {
  /** The end of the run before the newest one. */
  readonly previous?: ReportedEnd
  readonly end?: ReportedEnd
  readonly waiting?: { readonly reason: string; readonly message?: string }
  /** Time at which a sidecar that ended starts again. */
  readonly restartAt?: number
}

export function withRestart(one: ReportedContainer): ReportedContainer {
  return one.spec.kind === 'sidecar' && one.state === 'ended' ? { ...one, restartAt: restartAt(one) } : one
}

export interface ReportedEnd extends RunEnd {
  /** Termination message that the container left. */
  readonly said?: string
  readonly outOfMemory?: boolean
}

export interface Report {
  readonly pod: PodSpec
  readonly nodeName: string
  readonly startTime: string
  readonly containers: readonly ReportedContainer[]
  readonly stop: StopRequest | undefined
  readonly over: boolean
  readonly now: string
}

export function podStatus(report: Report, before: Status | undefined): Status {
  const { containers, over, pod } = report
  const mains = containers.filter((one) => one.spec.kind === 'main')
  const inits = containers.filter((one) => one.spec.kind !== 'main')
  const initialized = isInitialized(containers)
  const began = mains.some((one) => one.runs > 0)
  const why = whyEnded(report.stop)
  const phase = over
    ? initialized && mains.every(endedWell) && why === undefined
      ? 'Succeeded'
      : 'Failed'
    : began
      ? 'Running'
      : 'Pending'
  const ready =
    !over && mains.length > 0 && containers.every((one) => one.spec.kind === 'init' || one.state === 'running')
  const notReady = phase === 'Succeeded' ? 'PodCompleted' : phase === 'Failed' ? 'PodFailed' : 'ContainersNotReady'
  const condition = (type: string, good: boolean, reason?: string): Condition => ({
    type,
    status: good ? 'True' : 'False',
    lastTransitionTime: transitionTime(before, type, good, report.now),
    ...(reason === undefined ? {} : { reason }),
  })
  return {
    phase,
    ...why,
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', initialized, initialized ? undefined : 'ContainersNotInitialized'),
      condition('ContainersReady', ready, ready ? undefined : notReady),
      condition('Ready', ready, ready ? undefined : notReady),
    ],
    hostIP: '127.0.0.1',
    podIP: '127.0.0.1',
    podIPs: [{ ip: '127.0.0.1' }],
    startTime: report.startTime,
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits.map((one) => containerStatus(one, pod, containers)) }),
    containerStatuses: mains.map((one) => containerStatus(one, pod, containers)),
  }
}

/** Reason and message of a pod that was ended for what it did itself. */
function whyEnded(stop: StopRequest | undefined): { readonly reason: string; readonly message: string } | undefined {
  if (stop?.reason === 'deadline')
    return { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }
  if (stop?.reason === 'evicted') return { reason: 'Evicted', message: stop.message ?? '' }
  return undefined
}

function endedWell(one: ObservedContainer): boolean {
  return one.state === 'ended' && one.last?.exitCode === 0
}

function containerStatus(
  one: ReportedContainer,
  pod: PodSpec,
  containers: readonly ReportedContainer[],
): V1ContainerStatus {
  const { name, container, kind } = one.spec
  const running = one.state === 'running'
  const id = one.runs === 0 ? '' : containerId(pod, one, one.runs - 1)
  // A sidecar that will start again waits, and its end is its last state.
  const again = one.state === 'ended' && one.restartAt !== undefined
  const last = again ? one.end : one.previous
  const lastRun = again ? one.runs - 1 : one.runs - 2
  return {
    name,
    image: container.image ?? '',
    imageID: '',
    containerID: id,
    ready: running || (kind === 'init' && endedWell(one)),
    started: running,
    restartCount: Math.max(0, one.runs - 1),
    state: stateOf(one, pod, containers),
    lastState: last === undefined ? {} : { terminated: terminated(last, containerId(pod, one, lastRun)) },
  }
}

function stateOf(one: ReportedContainer, pod: PodSpec, containers: readonly ReportedContainer[]): State {
  if (one.state === 'running') return { running: { startedAt: timeText(one.startedAt ?? 0) } }
  if (one.waiting !== undefined) return { waiting: { ...one.waiting } }
  if (one.state === 'ended' && one.restartAt !== undefined)
    return {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `restarting failed container=${one.spec.name} pod=${pod.key.name} at ${timeText(one.restartAt)}`,
      },
    }
  if (one.state === 'ended' && one.end !== undefined)
    return { terminated: terminated(one.end, containerId(pod, one, one.runs - 1)) }
  const next = one.spec.kind === 'main' && isInitialized(containers)
  return { waiting: { reason: next ? 'ContainerCreating' : 'PodInitializing' } }
}

/** Every init container has ended well, and every sidecar has begun. */
function isInitialized(containers: readonly ObservedContainer[]): boolean {
  return containers.every(
    (one) => one.spec.kind === 'main' || (one.spec.kind === 'init' ? endedWell(one) : one.runs > 0),
  )
}

function terminated(end: ReportedEnd, containerID: string): NonNullable<State['terminated']> {
  const reason =
    end.reason === 'Lost'
      ? 'ContainerStatusUnknown'
      : (end.reason ?? (end.outOfMemory === true ? 'OOMKilled' : end.exitCode === 0 ? 'Completed' : 'Error'))
  const message = end.said || end.message
  return {
    exitCode: end.exitCode,
    reason,
    ...(message === undefined || message === '' ? {} : { message }),
    startedAt: timeText(end.startedAt ?? 0),
    finishedAt: timeText(end.finishedAt),
    containerID,
  }
}

function containerId(pod: PodSpec, one: ReportedContainer, run: number): string {
  return `gastown://${pod.key.uid}/${one.spec.name}/${run}`
}

function transitionTime(before: Status | undefined, type: string, good: boolean, now: string): string {
  const old = before?.conditions?.find((condition) => condition.type === type)
  return old?.status === (good ? 'True' : 'False') && old.lastTransitionTime !== undefined
    ? old.lastTransitionTime
    : now
}

/** Kubernetes' times have whole seconds. */
export function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
