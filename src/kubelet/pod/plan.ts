/** The kubelet's plan for a pod: pure, from what it sees. Everything it needs to know again is on disk. */
import { exponential } from '../../backoff.ts'
import type { RunEnd } from '../run/instance.ts'
import type { ContainerSpec, PodSpec } from './pod-spec.ts'

export interface ObservedContainer {
  readonly spec: ContainerSpec
  /** Runs that really began, or tried to. */
  readonly runs: number
  /** `starting`: its shim was sent off and has not claimed the run yet. */
  readonly state: 'none' | 'starting' | 'running' | 'ended'
  readonly startedAt?: number
  /** End of the newest run; of an earlier one while `running`. */
  readonly last?: RunEnd
  readonly termAt?: number
  readonly killAt?: number
  /** Time of the next try, where it cannot be made as the pod describes it. */
  readonly retryAt?: number
}

export interface StopRequest {
  readonly reason: 'deleted' | 'deadline' | 'evicted'
  readonly since: number
  readonly graceSeconds: number
  /** Grace of the main containers, where they get less. */
  readonly mainGraceSeconds?: number
  /** Message for the pod's status. */
  readonly message?: string
}

export type ContainerStep = { readonly do: 'start' | 'terminate' | 'kill'; readonly name: string }

export interface Plan {
  readonly steps: readonly ContainerStep[]
  /** Time of the next sync, if nothing happens before. */
  readonly again: number | undefined
  /** Whether nothing more is started but to save what was lost. */
  readonly ending: boolean
  /** Whether nothing runs and nothing will. */
  readonly over: boolean
}

/** Least grace, as in Kubernetes: a sidecar that ends late still gets two seconds. */
const leastGraceMs = 2000
const firstBackOffMs = 10_000
const longestBackOffMs = 300_000
const steadyRunMs = 600_000

export function plan(
  pod: PodSpec,
  containers: readonly ObservedContainer[],
  stop: StopRequest | undefined,
  now: number,
): Plan {
  const end = stop ?? naturalEnd(pod, containers)
  return end === undefined ? goOn(containers, now) : windDown(pod, containers, end, now)
}

/** Stop of the rest, once the main containers have ended or an init container failed. */
function naturalEnd(pod: PodSpec, containers: readonly ObservedContainer[]): Omit<StopRequest, 'reason'> | undefined {
  const failed = containers.find((one) => one.spec.kind === 'init' && one.state === 'ended' && one.last?.exitCode !== 0)
  const mains = containers.filter((one) => one.spec.kind === 'main')
  const ended = failed === undefined ? mains : [failed]
  if (!ended.every((one) => one.state === 'ended')) return undefined
  return { since: Math.max(...ended.map((one) => one.last?.finishedAt ?? 0)), graceSeconds: pod.graceSeconds }
}

function goOn(containers: readonly ObservedContainer[], now: number): Plan {
  const steps: ContainerStep[] = []
  const waits: number[] = []
  const start = (one: ObservedContainer, notBefore: number) => {
    if (notBefore > now) waits.push(notBefore)
    else steps.push({ do: 'start', name: one.spec.name })
  }
  const done = (): Plan => ({ steps, again: earliest(waits), ending: false, over: false })
  for (const one of containers) {
    if (one.state === 'none') {
      start(one, one.retryAt ?? 0)
      if (one.spec.kind !== 'main') return done()
    } else if (one.spec.kind === 'init') {
      if (one.state !== 'ended') return done()
    } else if (one.spec.kind === 'sidecar') {
      if (one.state === 'starting') return done()
      if (one.state === 'ended') start(one, Math.max(restartAt(one), one.retryAt ?? 0))
    }
  }
  return done()
}

/** The first restart is at once, then 10 s, doubled up to five minutes; forgotten after a run of ten minutes. */
export function restartAt(one: ObservedContainer): number {
  const { last, runs } = one
  if (last === undefined) return 0
  const steady = last.finishedAt - (last.startedAt ?? last.finishedAt) >= steadyRunMs
  const wait = runs <= 1 || steady ? 0 : exponential(firstBackOffMs, runs - 2, longestBackOffMs)
  return last.finishedAt + wait
}

function windDown(
  pod: PodSpec,
  containers: readonly ObservedContainer[],
  request: Omit<StopRequest, 'reason'>,
  now: number,
): Plan {
  const lost = lostWithMachine(containers)
  const grace = request.graceSeconds * 1000
  // Sidecars that were started again to save what a power cut left get the whole time.
  const since = Math.max(request.since, ...lost.map((one) => one.last?.finishedAt ?? 0))
  const end = lost.length > 0 ? since + Math.max(grace, pod.graceSeconds * 1000) : since + grace
  const mainEnd =
    request.mainGraceSeconds === undefined ? end : Math.min(end, request.since + request.mainGraceSeconds * 1000)
  const hasGrace = end > request.since
  const steps: ContainerStep[] = []
  const waits: number[] = []
  const toRestart = lost.filter(
    (one) => one.spec.kind === 'sidecar' && one.state === 'ended' && one.last?.reason === 'Lost' && now < end,
  )
  for (const one of toRestart) {
    if ((one.retryAt ?? 0) > now) waits.push(one.retryAt ?? 0)
    else steps.push({ do: 'start', name: one.spec.name })
  }
  let laterEnded = toRestart.length === 0
  for (const one of [...containers].toReversed()) {
    const ended = one.state === 'ended' || one.state === 'none'
    if (!ended && (one.spec.kind !== 'sidecar' || laterEnded)) {
      const kept = one.spec.kind === 'main' ? mainEnd : end
      const killAt = one.spec.kind === 'sidecar' && hasGrace ? Math.max(end, (one.termAt ?? now) + leastGraceMs) : kept
      if (one.state === 'starting') waits.push(now + 20)
      else if (one.termAt === undefined && now < killAt) {
        steps.push({ do: 'terminate', name: one.spec.name })
        // The signal waits for a young program's handlers.
        waits.push(now + 50)
      } else if (now >= killAt) {
        steps.push({ do: 'kill', name: one.spec.name })
        waits.push(now + 1000)
      } else waits.push(killAt)
    }
    laterEnded &&= ended
  }
  const over = toRestart.length === 0 && containers.every((one) => one.state === 'ended' || one.state === 'none')
  return { steps, again: earliest(waits), ending: true, over }
}

/**
 * All containers, where the main ones and their shims were ended together from outside (a power cut). Where the main ones
 * had ended by themselves before it: the sidecars that it caught while they saved.
 */
function lostWithMachine(containers: readonly ObservedContainer[]): readonly ObservedContainer[] {
  const isLost = (one: ObservedContainer) => one.last?.reason === 'Lost'
  const mains = containers.filter((one) => one.spec.kind === 'main')
  if (mains.length === 0 || !mains.every((one) => one.state === 'ended')) return []
  return mains.every(isLost) ? containers : containers.filter((one) => one.spec.kind === 'sidecar' && isLost(one))
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times)
}
