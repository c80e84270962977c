import { expect, test } from 'vitest'
import { viewContainer } from '../../../src/kube/log/log-container.ts'
import type { V1Pod } from '../../../src/kube/wire.ts'

const terminated = (exitCode: number) => ({ terminated: { exitCode } })

function pod(state: object, policy: string, more: { init?: string; phase?: string; deleted?: boolean } = {}): V1Pod {
  const status = [{ name: 'it', containerID: 'c1', restartCount: 2, state }]
  const container = { name: 'it', restartPolicy: more.init === 'sidecar' ? 'Always' : undefined }
  return {
    metadata: { name: 'p', deletionTimestamp: more.deleted ? 'now' : undefined },
    spec: more.init
      ? { restartPolicy: policy, initContainers: [container], containers: [{ name: 'main' }] }
      : { restartPolicy: policy, containers: [container] },
    status: { phase: more.phase ?? 'Running', [more.init ? 'initContainerStatuses' : 'containerStatuses']: status },
  } as V1Pod
}

test.each<[string, V1Pod, string]>([
  ['waits', pod({ waiting: {} }, 'Never'), 'waiting'],
  ['runs', pod({ running: {} }, 'Never'), 'running'],
  ['over for good', pod(terminated(1), 'Never'), 'ended'],
  ['failed, run again', pod(terminated(1), 'OnFailure'), 'waiting'],
  ['done, not run again', pod(terminated(0), 'OnFailure'), 'ended'],
  ['always run again', pod(terminated(0), 'Always'), 'waiting'],
  ['an init container that is done', pod(terminated(0), 'Always', { init: 'plain' }), 'ended'],
  ['an init container that failed', pod(terminated(1), 'Never', { init: 'plain' }), 'ended'],
  ['a sidecar between two runs', pod(terminated(1), 'Never', { init: 'sidecar' }), 'waiting'],
  ['a sidecar of a deleted pod', pod(terminated(0), 'Never', { init: 'sidecar', deleted: true }), 'ended'],
  ['a sidecar of a pod that is over', pod(terminated(0), 'Never', { init: 'sidecar', phase: 'Failed' }), 'ended'],
  ['a node that was lost', pod({ running: {} }, 'Never', { phase: 'Failed' }), 'ended'],
])('%s', (_, pod, stage) => {
  expect(viewContainer(pod, 'it')).toEqual({ name: 'it', stage, instance: 'c1', restarts: 2 })
})

test('the container that is meant when none is named', () => {
  const two = { metadata: { name: 'p' }, spec: { containers: [{ name: 'a' }, { name: 'b' }] } } as V1Pod
  expect(viewContainer(two, undefined).name).toBe('a')
  const annotations = { 'kubectl.kubernetes.io/default-container': 'b' }
  expect(viewContainer({ ...two, metadata: { annotations } } as V1Pod, undefined).name).toBe('b')
})
