import type { V1ContainerStatus, V1Pod } from '../../src/kube/wire.ts'
import type { CloneResult, PushResult, SaveResult } from '../../src/outcome/results.ts'
import { rendered, type Given } from '../pod/an-attempt.ts'

type State = NonNullable<V1ContainerStatus['state']>

export const times = {
  created: '2026-01-01T00:00:00Z',
  started: '2026-01-01T00:00:01Z',
  cloned: '2026-01-01T00:00:03Z',
  agent: '2026-01-01T00:00:04Z',
  ended: '2026-01-01T00:01:00Z',
} as const

export const sha = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'
export const rescue = 'refs/gastown/fix-it-1a2b3c4d/1'

/** What an agent that did its work leaves. */
export const pushed: PushResult = {
  state: 'saved',
  final: true,
  commit: sha,
  branch: 'polecat/fix-it',
  commits: 3,
  filesChanged: 2,
  insertions: 10,
  deletions: 1,
  verifiedAt: '2026-01-01T00:01:02Z',
}
export const worked: SaveResult = {
  changed: true,
  lines: 12,
  firstOutput: '2026-01-01T00:00:05Z',
  lastOutput: '2026-01-01T00:01:00Z',
}

export interface Seen extends Given {
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
  /** Exit status of the agent, or its state. */
  readonly agent?: number | State
  readonly clone?: Partial<CloneResult> | State
  readonly setup?: State
  readonly push?: Partial<PushResult> | string | State
  readonly save?: Partial<SaveResult> | string | State
  readonly status?: V1Pod['status']
  readonly podMetadata?: V1Pod['metadata']
}

export const running: State = { running: { startedAt: times.agent } }

export function ended(exitCode: number, message?: string, reason = exitCode === 0 ? 'Completed' : 'Error'): State {
  return { terminated: { exitCode, message, reason, startedAt: times.agent, finishedAt: times.ended } }
}

/** A pod as the API server would show it. */
export function aPod(seen: Seen = {}): V1Pod {
  const { pod } = rendered(seen)
  const { phase = 'Running', agent, clone, setup, push, save } = seen
  const status = {
    phase,
    startTime: times.started,
    conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: times.started }],
    initContainerStatuses: [
      containerStatus(
        'setup',
        setup ?? { terminated: { exitCode: 0, startedAt: times.started, finishedAt: times.started } },
      ),
      containerStatus('git-clone', cloneState(clone)),
      containerStatus('git-push', resultState(push)),
      containerStatus('git-save', resultState(save)),
    ],
    containerStatuses: [
      containerStatus(
        'agent',
        typeof agent === 'number' ? ended(agent) : (agent ?? { waiting: { reason: 'PodInitializing' } }),
      ),
    ],
    ...seen.status,
  }
  const metadata = {
    ...pod.metadata,
    uid: 'pod-1',
    resourceVersion: '7',
    creationTimestamp: times.created,
    ...seen.podMetadata,
  }
  return JSON.parse(JSON.stringify({ ...pod, metadata, spec: { ...pod.spec, nodeName: 'node' }, status })) as V1Pod
}

/** A pod of which nothing runs any more, whose agent worked well, with parts replaced. */
export function anEndedPod(seen: Seen = {}): V1Pod {
  const agent = seen.agent ?? 0
  return aPod({
    phase: agent === 0 ? 'Succeeded' : 'Failed',
    clone: { ok: true },
    push: pushed,
    save: worked,
    agent,
    ...seen,
  })
}

function containerStatus(name: string, state: State, lastState?: State): V1ContainerStatus {
  return { name, state, lastState: lastState ?? {}, ready: false, restartCount: 0, image: '', imageID: '' }
}

function isState(value: object): value is State {
  return 'running' in value || 'waiting' in value || 'terminated' in value
}

function cloneState(clone: Seen['clone']): State {
  if (clone === undefined) return { waiting: { reason: 'PodInitializing' } }
  if (isState(clone)) return clone
  const terminated = {
    exitCode: clone.ok ? 0 : 1,
    message: JSON.stringify(clone),
    startedAt: times.started,
    finishedAt: times.cloned,
  }
  return { terminated }
}

function resultState(result: Seen['push'] | Seen['save']): State {
  if (result === undefined) return { running: { startedAt: times.cloned } }
  if (typeof result === 'string') return ended(0, result)
  return isState(result) ? result : ended(0, JSON.stringify(result))
}
