import { expect, test } from 'vitest'
import { aServer, merge, strategic, type TestServer } from './a-server.ts'

const path = '/api/v1/namespaces/default/pods'

function aPod(name: string, spec: object = {}, metadata: object = {}): object {
  const containers = [{ name: 'c', image: 'x:1' }]
  return { metadata: { name, ...metadata }, spec: { nodeName: 'local', containers, ...spec } }
}

async function running(server: TestServer, name: string, metadata: object = {}): Promise<void> {
  await server.ask('POST', path, aPod(name, { terminationGracePeriodSeconds: 5 }, metadata))
}

test('fills in what kubelet and clients rely on', async () => {
  const { ask } = await aServer()
  const { body } = await ask('POST', path, {
    metadata: { name: 'p' },
    spec: {
      containers: [{ name: 'c', image: 'x', resources: { limits: { cpu: '1' } } }],
      initContainers: [{ name: 'i', image: 'x:1', restartPolicy: 'Always' }],
      volumes: [
        { name: 's', secret: { secretName: 'q' } },
        { name: 'd', downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
      ],
    },
    status: { phase: 'Running' },
  })
  expect(body.status).toEqual({ phase: 'Pending', qosClass: 'Burstable' })
  expect(body.metadata.generation).toBe(1)
  expect(body.spec).toMatchObject({ restartPolicy: 'Always', terminationGracePeriodSeconds: 30 })
  expect(body.spec.containers[0]).toMatchObject({
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'Always',
    resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
  })
  expect(body.spec.initContainers[0].imagePullPolicy).toBe('IfNotPresent')
  expect(body.spec.volumes[0].secret.defaultMode).toBe(420)
  expect(body.spec.volumes[1].downwardAPI.items[0].fieldRef.apiVersion).toBe('v1')
})

test.each([
  [{ restartPolicy: 'Foo', containers: [] }, ['spec.containers', 'spec.restartPolicy']],
  [
    {
      containers: [
        { name: 'A_', volumeMounts: [{ name: 'zz', mountPath: '/v' }] },
        { name: 'b', image: 'x' },
        { name: 'b', image: 'x' },
      ],
    },
    [
      'spec.containers[0].name',
      'spec.containers[0].image',
      'spec.containers[0].volumeMounts[0].name',
      'spec.containers[2].name',
    ],
  ],
  [{ activeDeadlineSeconds: 0 }, ['spec.activeDeadlineSeconds']],
])('refuses %j, naming every field', async (spec, fields) => {
  const { ask } = await aServer()
  const { body } = await ask('POST', path, aPod('p', spec))
  expect(body.code).toBe(422)
  expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual(fields)
})

test('a pod that is scheduled goes by a second deletion only', async () => {
  const server = await aServer()
  await running(server, 'p')
  const first = (await server.ask('DELETE', `${path}/p`)).body
  expect(first.metadata).toMatchObject({ deletionGracePeriodSeconds: 5, generation: 2 })
  const again = (await server.ask('DELETE', `${path}/p`)).body
  expect(again.metadata.deletionTimestamp).toBe(first.metadata.deletionTimestamp)
  const shorter = (await server.ask('DELETE', `${path}/p`, { gracePeriodSeconds: 2 })).body
  expect(shorter.metadata.deletionGracePeriodSeconds).toBe(2)
  expect(Date.parse(first.metadata.deletionTimestamp) - Date.parse(shorter.metadata.deletionTimestamp)).toBe(3000)
  expect((await server.ask('DELETE', `${path}/p`, { gracePeriodSeconds: 0 })).code).toBe(200)
  expect((await server.ask('GET', `${path}/p`)).code).toBe(404)
})

test('a finalizer holds it beyond that, and no new one can be added', async () => {
  const server = await aServer()
  await running(server, 'p', { finalizers: ['a/b'] })
  await server.ask('DELETE', `${path}/p`, { gracePeriodSeconds: 0 })
  const held = (await server.ask('GET', `${path}/p`)).body
  expect(held.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['a/b'] })
  const added = await server.ask('PATCH', `${path}/p`, { metadata: { finalizers: ['a/b', 'c/d'] } }, merge)
  expect(added.body.message).toContain('no new finalizers can be added if the object is being deleted')
  await server.ask('PATCH', `${path}/p`, { metadata: { finalizers: null } }, merge)
  expect((await server.ask('GET', `${path}/p`)).code).toBe(404)
})

test('without its finalizer it still waits for the kubelet', async () => {
  const server = await aServer()
  await running(server, 'p', { finalizers: ['a/b'] })
  await server.ask('DELETE', `${path}/p`)
  await server.ask('PATCH', `${path}/p`, { metadata: { finalizers: null } }, merge)
  expect((await server.ask('GET', `${path}/p`)).code).toBe(200)
})

test.each([
  ['without a node', { nodeName: undefined }, undefined],
  ['that succeeded', {}, 'Succeeded'],
  ['that failed', {}, 'Failed'],
])('a pod %s goes at once', async (_, spec, phase) => {
  const { ask } = await aServer()
  await ask('POST', path, aPod('p', spec))
  if (phase) await ask('PATCH', `${path}/p/status`, { status: { phase } }, merge)
  expect((await ask('DELETE', `${path}/p`)).body.kind).toBe('Pod')
  expect((await ask('GET', `${path}/p`)).code).toBe(404)
})

const conditions = (status: string) => ({
  status: { phase: 'Running', conditions: [{ type: 'Ready', status }] },
  spec: { nodeName: 'x' },
})

test('the status is written apart, and the rest cannot be through it', async () => {
  const { ask } = await aServer()
  await ask('POST', path, aPod('p'))
  await ask('PATCH', `${path}/p`, { status: { phase: 'Running' } }, merge)
  expect((await ask('GET', `${path}/p`)).body.status.phase).toBe('Pending')
  await ask('PATCH', `${path}/p/status`, conditions('False'), strategic)
  const { body } = await ask('PATCH', `${path}/p/status`, conditions('True'), strategic)
  expect(body.status).toMatchObject({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] })
  expect(body.status.conditions).toHaveLength(1)
  expect(body).toMatchObject({ spec: { nodeName: 'local' }, metadata: { generation: 1 } })
})

test('the spec stands, but for image, deadline and node', async () => {
  const { ask } = await aServer()
  await ask('POST', path, aPod('p', { nodeName: undefined }))
  const refused = await ask('PATCH', `${path}/p`, { spec: { restartPolicy: 'Never' } }, merge)
  expect(refused.body.message).toContain('spec: Forbidden: pod updates may not change fields other than')
  const deadline = await ask('PATCH', `${path}/p`, { spec: { activeDeadlineSeconds: 5 } }, merge)
  expect(deadline.body.metadata.generation).toBe(2)
  expect((await ask('POST', `${path}/p/binding`, { target: { name: 'local' } })).code).toBe(201)
  expect((await ask('GET', `${path}/p`)).body.spec.nodeName).toBe('local')
  expect((await ask('PATCH', `${path}/p`, { spec: { nodeName: 'other' } }, merge)).code).toBe(422)
})
