import { resolveSpec } from '../../src/polecat/resolve.ts'
import { podName } from '../../src/pod/names.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { nobodyElse, type Observed } from '../../src/operator/plan/observed.ts'
import { given, type Given } from '../pod/an-attempt.ts'
import { times } from './a-pod.ts'

export interface Scene extends Given, Partial<Omit<Observed, 'polecat' | 'rig' | 'options' | 'now'>> {
  readonly status?: PolecatStatus
  readonly noRig?: boolean
  readonly now?: string
  readonly plan?: Partial<Observed['options']>
}

/** A polecat and what the operator sees of it; by itself it wants to start and may. */
export function observed(scene: Scene = {}): Observed {
  const { polecat, rig } = given({
    ...scene,
    metadata: { generation: 1, creationTimestamp: times.created, resourceVersion: '5', ...scene.metadata },
  })
  return {
    polecat: { ...polecat, status: scene.status },
    rig: scene.noRig ? undefined : rig,
    pods: scene.pods ?? [],
    others: scene.others ?? nobodyElse,
    secrets: scene.secrets ?? new Map(),
    refusal: scene.refusal,
    logState: scene.logState,
    draining: scene.draining ?? false,
    now: new Date(scene.now ?? '2026-01-01T00:02:00Z'),
    options: {
      workerNamespace: 'gastown-workers',
      image: 'gastown:test',
      agentImage: 'agents:test',
      local: false,
      sandboxed: false,
      openshiftUidRange: false,
      ...scene.plan,
    },
  }
}

/** The status of an attempt that was claimed and whose pod was made. */
export function claimed(scene: Scene = {}, attempt = 1): PolecatStatus {
  const { polecat, rig } = given(scene)
  return {
    phase: 'Pending',
    attempt,
    podName: podName(polecat, attempt),
    podUID: 'pod-1',
    podActive: true,
    branch: rig && resolveSpec(polecat, rig).workBranch,
    agent: 'custom',
    phases: [{ name: 'queued', seconds: 0.5 }],
    conditions: [{ type: 'Accepted', status: 'True', reason: 'Started', lastTransitionTime: times.created }],
    observedGeneration: 1,
  }
}
