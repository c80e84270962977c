import { expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { pods } from '../../src/kube/resources.ts'
import { gastownImage } from '../../src/operator/own-image.ts'
import { fakeCluster } from '../support/fakes/fake-cluster.ts'

const ownPod = { name: 'gastown-operator-abc', namespace: 'gastown-system' }

async function aCluster(...containers: { name: string; image: string }[]) {
  const cluster = fakeCluster()
  await cluster.client.create(pods, { metadata: ownPod, spec: { containers } } as object)
  return cluster
}

test('the image that is set, without a question', async () => {
  const { client } = fakeCluster()
  expect(await gastownImage(client, { image: 'registry.example/gastown:1', ownPod })).toBe('registry.example/gastown:1')
})

test.each([
  ['its only container', [{ name: 'any', image: 'registry.example/gastown@sha256:1' }]],
  [
    'the one named operator',
    [
      { name: 'proxy', image: 'registry.example/proxy' },
      { name: 'operator', image: 'registry.example/gastown@sha256:1' },
    ],
  ],
])("that of the operator's own pod: %s", async (_, containers) => {
  const { client } = await aCluster(...containers)
  expect(await gastownImage(client, { ownPod })).toBe('registry.example/gastown@sha256:1')
})

test('none is guessed', async () => {
  const { client } = await aCluster({ name: 'a', image: 'b' }, { name: 'c', image: 'd' })
  await expect(gastownImage(client, {})).rejects.toMatchObject({ kind: 'invalid', problems: [{ field: '--image' }] })
  await expect(gastownImage(client, { image: '', ownPod })).rejects.toMatchObject({
    kind: 'invalid',
    message: 'pod gastown-system/gastown-operator-abc has no container named operator',
  })
})

test('where the pod may not be read, what to set is said', async () => {
  const cluster = await aCluster({ name: 'a', image: 'b' })
  cluster.failNext('get pods', new GastownError('denied', 'may not get pods'))
  await expect(gastownImage(cluster.client, { ownPod })).rejects.toMatchObject({
    kind: 'denied',
    message: "cannot read the image of the operator's own pod gastown-system/gastown-operator-abc: may not get pods",
    hints: ['Set it with --image or GASTOWN_IMAGE.'],
  })
})
