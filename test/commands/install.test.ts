import { afterEach, beforeEach, expect, test } from 'vitest'
import Install from '../../src/commands/install.ts'
import { openInstallCluster, type FakeInstallCluster } from '../install/on-a-cluster.ts'

const image = ['--image', 'registry.example/gastown:1']

let cluster: FakeInstallCluster
beforeEach(async () => {
  cluster = await openInstallCluster()
})
afterEach(() => cluster.close())

test('installs, waits for a leader, and says what to do next', async () => {
  const ran = await cluster.run(Install, image)
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toMatch(/^namespace\/gastown-system created\nnamespace\/gastown-workers created\n/)
  expect(ran.stdout).toContain('\nrole/gastown-operator-workers in gastown-workers created\n')
  expect(ran.stdout).toMatch(
    /deployment\/gastown-operator in gastown-system created\n\ngastown 0\.0\.0 works: operator-1 leads/,
  )
  expect(ran.stdout).toContain('\nNext:\n  gastown rig create NAME --git-url URL\n')
})

test('a pipe gets no steps', async () => {
  const { stderr } = await cluster.run(Install, image)
  expect(stderr).toBe('')
})

test('again: unchanged, and nothing is written; another image: only the operator is configured', async () => {
  await cluster.run(Install, image)
  cluster.client.writes.length = 0
  const again = await cluster.run(Install, image)
  expect(again.stdout).not.toMatch(/created|configured/)
  expect(cluster.client.writes).toEqual([])
  const upgraded = await cluster.run(Install, ['--image', 'registry.example/gastown:2'])
  expect(upgraded.stdout.match(/.* configured/g)).toEqual(['deployment/gastown-operator in gastown-system configured'])
})

test('a dry run writes nothing', async () => {
  const ran = await cluster.run(Install, [...image, '--dry-run'])
  expect(ran.code).toBe(0)
  expect(ran.stdout).toContain('deployment/gastown-operator in gastown-system created (dry run)\n')
  expect(cluster.client.writes).toEqual([])
})

test('an upgrade stays in its namespaces, and another installation is refused', async () => {
  await cluster.run(Install, [...image, '-n', 'a', '--worker-namespace', 'b'])
  const again = await cluster.run(Install, image)
  expect(again.stdout).toContain('deployment/gastown-operator in a unchanged')
  const other = await cluster.run(Install, [...image, '-n', 'c'])
  expect(other).toMatchObject({ code: 6, stdout: '' })
  expect(other.stderr).toContain('gastown is installed in a and b already')
})

test('all rights that are missing are named, with what an administrator can run', async () => {
  for (const right of ['create clusterroles', 'patch clusterroles', 'create namespaces']) cluster.denied.add(right)
  const ran = await cluster.run(Install, [...image, '--allow-cidr', '10.1.0.0/16'])
  expect(ran).toMatchObject({ code: 4, stdout: '' })
  expect(ran.stderr).toContain('namespaces: expected the right to create')
  expect(ran.stderr).toContain('clusterroles.rbac.authorization.k8s.io: expected the right to create, patch')
  expect(ran.stderr).toContain(
    'gastown install --image registry.example/gastown:1 --namespace gastown-system --worker-namespace gastown-workers ' +
      '--replicas 2 --allow-cidr 10.1.0.0/16 --export | kubectl apply --server-side -f -',
  )
  expect(cluster.client.writes).toEqual([])
})

test('an old cluster is refused', async () => {
  cluster.minor = '29+'
  const ran = await cluster.run(Install, image)
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toContain('the cluster runs Kubernetes v1.29+.0; expected 1.30 or newer')
})

test('a namespace that admits no pods stops it before the operator', async () => {
  cluster.noPods = 'pods "x" is forbidden: exceeded quota: few, requested: pods=1, used: pods=0, limited: pods=0'
  const ran = await cluster.run(Install, image)
  expect(ran.code).toBe(4)
  expect(ran.stderr).toContain('namespace gastown-workers does not admit the pods of polecats: pods "x" is forbidden')
  expect(ran.stderr).toContain('kubectl describe quota,limits -n gastown-workers')
  expect(cluster.client.writes).not.toContain('apply deployments/gastown-operator')
})

test('no operator comes to work: 8, and why', async () => {
  cluster.starts = false
  const ran = await cluster.run(Install, [...image, '--timeout', '0'])
  expect(ran.code).toBe(8)
  expect(ran.stderr).toContain('no operator works after 0 s')
  expect(ran.stderr).toContain('the Deployment has made no pods yet')
})

test('local mode needs none', async () => {
  const ran = await cluster.run(Install, [...image, '--local'])
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toContain('found local mode, which needs no installation')
})
