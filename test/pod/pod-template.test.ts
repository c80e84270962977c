import { expect, test } from 'vitest'
import { podTemplateProblems } from '../../src/pod/pod-template.ts'
import { rendered } from './an-attempt.ts'

const podTemplate = {
  spec: {
    nodeSelector: { pool: 'agents', arch: 'any' },
    tolerations: [{ key: 'agents', operator: 'Exists' }],
    priorityClassName: 'low',
    hostNetwork: true,
    serviceAccountName: 'admin',
    initContainers: [{ name: 'git-push', image: 'evil' }],
    containers: [
      {
        name: 'agent',
        image: 'agents:rig',
        imagePullPolicy: 'Always',
        command: ['evil'],
        env: [
          { name: 'HOME', value: '/evil' },
          { name: 'PROXY', value: 'http://proxy' },
        ],
        volumeMounts: [{ name: 'git-credential', mountPath: '/steal' }],
        securityContext: { privileged: true },
        resources: { limits: { 'vendor.com/gpu': '1' } },
      },
      { name: 'git-push', image: 'evil' },
    ],
  },
}

test("the agent's container and scheduling are merged, and nothing else", () => {
  const plain = rendered().pod
  const { pod } = rendered({ rig: { podTemplate }, kubernetes: { nodeSelector: { arch: 'arm64' } } })
  expect(pod.spec).toMatchObject({
    nodeSelector: { pool: 'agents', arch: 'arm64' },
    tolerations: [{ key: 'agents', operator: 'Exists' }],
    priorityClassName: 'low',
  })
  expect(pod.spec).not.toHaveProperty('hostNetwork')
  expect(pod.spec).not.toHaveProperty('serviceAccountName')
  expect(pod.spec?.initContainers).toEqual(plain.spec?.initContainers)
  const before = plain.spec?.containers[0]
  expect(pod.spec?.containers).toEqual([
    {
      ...before,
      image: 'agents:rig',
      imagePullPolicy: 'Always',
      env: [{ name: 'PROXY', value: 'http://proxy' }, ...(before?.env ?? [])],
      resources: { ...before?.resources, limits: { ...before?.resources?.limits, 'vendor.com/gpu': '1' } },
    },
  ])
})

test("the polecat's own image wins over the rig's", () => {
  const { pod } = rendered({ rig: { podTemplate }, kubernetes: { image: 'agents:own' } })
  expect(pod.spec?.containers[0]?.image).toBe('agents:own')
})

test('everything that would be passed over is named', () => {
  expect(podTemplateProblems({ metadata: {}, ...podTemplate }).map(({ field }) => field)).toEqual([
    'podTemplate.metadata',
    'podTemplate.spec.hostNetwork',
    'podTemplate.spec.serviceAccountName',
    'podTemplate.spec.initContainers',
    'podTemplate.spec.containers[0].command',
    'podTemplate.spec.containers[0].volumeMounts',
    'podTemplate.spec.containers[0].securityContext',
    'podTemplate.spec.containers[1].name',
  ])
  expect(podTemplateProblems(undefined)).toEqual([])
})

test.for([{}, { spec: 1 }, { spec: { containers: 'x' } }])('a strange template does no harm', (podTemplate) => {
  expect(rendered({ rig: { podTemplate } }).pod).toEqual(rendered().pod)
})
