import { afterEach, beforeEach, expect, test } from 'vitest'
import Install from '../../src/commands/install.ts'
import Uninstall from '../../src/commands/uninstall.ts'
import { crds, namespaces, polecats, rigs, secrets } from '../../src/kube/resources.ts'
import { openInstallCluster, type FakeInstallCluster } from '../install/on-a-cluster.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'

let cluster: FakeInstallCluster
beforeEach(async () => {
  cluster = await openInstallCluster()
  await cluster.run(Install, ['--image', 'registry.example/gastown:1'])
  cluster.client.writes.length = 0
})
afterEach(() => cluster.close())

const working = { phase: 'Working', attempt: 1, podName: 'fix-it-1', podActive: true }

async function putPolecat(status: object, finalizers: string[] = [], namespace = 'gastown-system') {
  const polecat = aPolecat()
  const metadata = { ...polecat.metadata, namespace, finalizers }
  await cluster.put(polecats, { ...polecat, metadata, status } as never)
}

test('without data everything goes, the operator before its rights, CRDs and namespaces last', async () => {
  const ran = await cluster.run(Uninstall, [])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  const gone = cluster.client.writes.filter((write) => write.startsWith('delete ') && !write.includes(' pods/'))
  expect(gone.slice(0, 2)).toEqual(['delete deployments/gastown-operator', 'delete leases/gastown-operator'])
  expect(gone.slice(-4)).toEqual([
    'delete customresourcedefinitions/polecats.gastown.gastown.io',
    'delete customresourcedefinitions/rigs.gastown.gastown.io',
    'delete namespaces/gastown-system',
    'delete namespaces/gastown-workers',
  ])
  expect(gone.indexOf('delete deployments/gastown-operator')).toBeLessThan(
    gone.indexOf('delete roles/gastown-operator'),
  )
  expect(ran.stdout).toContain('namespace/gastown-workers deleted\n')
})

test('data stays with its CRDs and namespaces', async () => {
  await cluster.put(rigs, aRig())
  await putPolecat({ phase: 'Done', attempt: 1 })
  const ran = await cluster.run(Uninstall, [])
  expect(ran.code).toBe(0)
  expect(ran.stdout).toContain('deployment/gastown-operator deleted\n')
  expect(ran.stdout).toContain('Kept: 1 polecat, 1 rig and 0 credentials')
  expect(cluster.client.look(namespaces, 'gastown-system')).toBeDefined()
  expect(cluster.client.look(crds, 'rigs.gastown.gastown.io')).toBeDefined()
})

test('running polecats are asked about; without a terminal 7, and nothing is changed', async () => {
  await putPolecat(working)
  const ran = await cluster.run(Uninstall, [])
  expect(ran).toMatchObject({ code: 7, stdout: '' })
  expect(ran.stderr).toContain('nothing was removed: uninstalling stops 1 running polecat, saving the work first')
  expect(ran.stderr).toContain('fix-it still works on attempt 1')
  expect(cluster.client.writes).toEqual([])
})

test('answered no', async () => {
  await putPolecat(working)
  const ran = await cluster.run(Uninstall, [], { terminal: 80, typed: 'n\n' })
  expect(ran.code).toBe(0)
  expect(ran.stderr).toContain('Nothing was changed.')
  expect(cluster.client.writes).toEqual([])
})

test('answered yes: the work is saved before the operator goes', async () => {
  await putPolecat(working)
  const ran = await cluster.run(Uninstall, [], { terminal: 80, typed: 'y\n' })
  expect(ran.code).toBe(0)
  expect(cluster.client.writes[0]).toBe('patch object polecats/fix-it')
  expect(cluster.client.look(polecats, 'fix-it')?.status?.phase).toBe('Terminated')
})

test('work that is not saved in time keeps everything: 8', async () => {
  await putPolecat(working)
  cluster.starts = false
  const ran = await cluster.run(Uninstall, ['--yes', '--timeout', '0'])
  expect(ran.code).toBe(8)
  expect(ran.stderr).toContain('gave up waiting for polecats to save their work after 0 s: fix-it')
  expect(cluster.client.writes.filter((write) => write.startsWith('delete'))).toEqual([])
})

test('--delete-data asks, and with --yes deletes all of it', async () => {
  await cluster.put(rigs, aRig())
  await cluster.put(secrets, {
    metadata: { name: 'git-credentials', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'git' } },
  })
  await putPolecat({ phase: 'Done', attempt: 1 })
  const refused = await cluster.run(Uninstall, ['--delete-data'])
  expect(refused.code).toBe(7)
  expect(refused.stderr).toContain('deletes 1 polecat, 1 rig, 1 credential and both namespaces')
  const ran = await cluster.run(Uninstall, ['--delete-data', '--yes'])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(cluster.client.look(polecats, 'fix-it')).toBeUndefined()
  expect(cluster.client.look(namespaces, 'gastown-workers')).toBeUndefined()
})

test('CRDs stay for polecats of other namespaces, and say no longer that anything is installed', async () => {
  await putPolecat({ phase: 'Done' }, [], 'elsewhere')
  const ran = await cluster.run(Uninstall, ['--delete-data', '--yes'])
  expect(ran.stdout).toContain('CRDs were kept for polecats of other namespaces: elsewhere/fix-it.')
  expect(cluster.client.look(crds, 'rigs.gastown.gastown.io')?.metadata?.annotations).toEqual({})
})

test.each([
  ['whose work is saved: deleted, finalizers and all', { saved: 'saved' }, 0],
  ['with unsaved work: refused with 7, and deleted with --force', { saved: 'incomplete' }, 7],
])('no operator works, a polecat %s', async (_, result, code) => {
  await putPolecat({ phase: 'Done', attempt: 1, podName: 'fix-it-1', message: 'm', result }, ['gastown.io/pods'])
  const lease = { holderIdentity: '' }
  await cluster.client.mergePatch(
    { plural: 'leases', namespaced: true } as never,
    'gastown-operator',
    'gastown-system',
    {
      spec: lease,
    },
  )
  const first = await cluster.run(Uninstall, ['--delete-data', '--yes'])
  expect(first.code).toBe(code)
  expect(first.stderr).toBe(
    code === 0
      ? ''
      : [
          'Error: no operator works in gastown-system',
          '  fix-it: work of fix-it is not on the remote: m',
          '→ Start one with: gastown install',
          '→ Remove all without one with --force: pods that run save by themselves, and nobody reports where\n',
        ].join('\n'),
  )
  const ran = await cluster.run(Uninstall, ['--delete-data', '--yes', '--force'])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(cluster.client.look(polecats, 'fix-it')).toBeUndefined()
})
