import { expect, test } from 'vitest'
import { missingRights, rightInWords, startHindrance } from '../../../src/operator/rights/missing-rights.ts'
import { operatorRights, type Right } from '../../../src/operator-rights.ts'
import { fakeCluster } from '../../support/fakes/fake-cluster.ts'

const namespaces = { polecatNamespace: 'towns', workerNamespace: 'workers' }
const all = operatorRights(namespaces)
const questions = all.flatMap((right) => right.verbs.map((verb) => ({ right, verb })))

test('with all rights nothing is missing', async () => {
  expect(await missingRights(fakeCluster().client, namespaces)).toEqual([])
})

test.each(questions)('without $verb $right.resource in $right.namespace', async ({ right, verb }) => {
  const cluster = fakeCluster()
  const plural = right.resource.split('/')[0] ?? ''
  cluster.denied.add(`${verb} ${plural}`)
  const missing = await missingRights(cluster.client, namespaces)
  expect(missing).toContainEqual({ ...right, verbs: [verb] })
  expect(missing.every(({ resource, verbs }) => resource.split('/')[0] === plural && verbs.join() === verb)).toBe(true)
})

test('without any, each is named, with its namespace', async () => {
  const cluster = fakeCluster()
  for (const { right, verb } of questions) cluster.denied.add(`${verb} ${right.resource.split('/')[0]}`)
  expect(await missingRights(cluster.client, namespaces)).toEqual(all)
})

test('rights in words', () => {
  const right: Right = {
    namespace: 'towns',
    group: 'coordination.k8s.io',
    resource: 'leases',
    name: 'x',
    verbs: ['get'],
  }
  expect(rightInWords(right)).toBe('get leases x in towns')
  expect(rightInWords({ group: 'g', resource: 'rigs', verbs: ['list', 'watch'] })).toBe(
    'list, watch rigs in the cluster',
  )
})

test.each([
  ['pods', 'create', true],
  ['configmaps', 'delete', true],
  ['secrets', 'get', true],
  ['pods/log', 'get', false],
  ['events', 'create', false],
  ['rigs/status', 'patch', false],
  ['namespaces', 'get', false],
])('%s %s keeps attempts from starting: %s', (resource, verb, keeps) => {
  const hindrance = startHindrance([{ namespace: 'workers', group: '', resource, verbs: [verb] }])
  expect(hindrance).toBe(
    keeps ? `new attempts are paused: the operator may not ${verb} ${resource} in workers` : undefined,
  )
})
