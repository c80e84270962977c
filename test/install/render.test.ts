import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportInstallation } from '../../src/install/export.ts'
import { readManifests } from '../../src/install/read-manifests.ts'
import { keyOf, renderInstallation } from '../../src/install/render.ts'
import { settingsFrom, usualNamespaces, type InstallFlags } from '../../src/install/settings.ts'
import type { V1Deployment, V1NetworkPolicy, V1ServiceAccount } from '../../src/kube/wire.ts'
import { operatorRights } from '../../src/operator-rights.ts'
import { loadDocuments } from '../../src/polecat/validate/load.ts'
import { problemsOf } from '../support/problems-of.ts'

const golden = join(import.meta.dirname, '../golden/install/objects.yaml')
const image = 'registry.example/gastown:1.0'

/** But for those of the namespaces. */
function names(keys: Iterable<string>) {
  return [...keys].map((key) => key.split('/').at(-1)).slice(2)
}

function words(resource: string, verbs: readonly string[]) {
  return `${resource}: ${verbs.join(' ')}`
}

async function rendered(flags: InstallFlags) {
  const objects = renderInstallation(settingsFrom({ image, ...flags }, '1.2.3', usualNamespaces), await readManifests())
  return new Map(objects.map((object) => [keyOf(object), object]))
}

test('the default objects, but for the schemas of the CRDs', async () => {
  const objects = (await exportInstallation({ image }, '1.2.3', 'yaml')).split('---\n')
  const text = objects.filter((one) => !one.includes('kind: CustomResourceDefinition')).join('---\n')
  await expect(text).toMatchFileSnapshot(golden)
  expect(objects.length - text.split('---\n').length).toBe(2)
})

test('JSON is one List of the same objects', async () => {
  const list = JSON.parse(await exportInstallation({ image }, '1.2.3', 'json')) as { items: object[] }
  const yaml = loadDocuments(await exportInstallation({ image }, '1.2.3', 'yaml'), 'export')
  expect(list.items).toEqual(yaml.map(({ value }) => value))
})

test('namespaces, CRDs and rights come before the operator', async () => {
  const kinds = [...(await rendered({})).values()].map(({ kind }) => kind)
  expect(kinds.slice(0, 4)).toEqual(['Namespace', 'Namespace', 'CustomResourceDefinition', 'CustomResourceDefinition'])
  expect(kinds.at(-1)).toBe('Deployment')
})

test('the CRDs are those of templates/crds, and name what is installed', async () => {
  const objects = await rendered({ namespace: 'a', 'worker-namespace': 'b' })
  const crd = objects.get('CustomResourceDefinition/rigs.gastown.gastown.io')
  expect(JSON.parse(crd?.metadata?.annotations?.['gastown.io/installation'] ?? '')).toEqual({
    version: '1.2.3',
    polecatNamespace: 'a',
    workerNamespace: 'b',
  })
  const [file] = loadDocuments(await readFile('templates/crds/rigs.yaml', 'utf8'), 'rigs.yaml')
  expect(crd).toHaveProperty('spec', (file?.value as { spec?: object } | undefined)?.spec)
})

test('other namespaces stand wherever the usual ones would', async () => {
  const text = JSON.stringify([...(await rendered({ namespace: 'a', 'worker-namespace': 'b' })).values()])
  expect(text.replaceAll(/"description":"[^"]*"/g, '')).not.toMatch(/gastown-system|gastown-workers"[^,]*namespace/)
  expect(text).toContain('"resourceNames":["a","b"]')
  expect(names((await rendered({ namespace: 'a', 'worker-namespace': 'b' })).keys())).toEqual(
    names((await rendered({})).keys()),
  )
})

test('one namespace for both', async () => {
  const objects = await rendered({ namespace: 'one', 'worker-namespace': 'one' })
  expect([...objects.keys()].filter((key) => key.startsWith('Namespace/'))).toEqual(['Namespace/one'])
  expect(objects.has('Role/one/gastown-operator')).toBe(true)
  expect(objects.has('Role/one/gastown-operator-workers')).toBe(true)
  expect(objects.get('ValidatingAdmissionPolicy/gastown-namespaces')).toMatchObject({
    spec: { matchConstraints: { resourceRules: [{ resourceNames: ['one'] }] } },
  })
})

test('the roles have exactly the rights of the table', async () => {
  const objects = [...(await rendered({})).values()].filter(({ metadata }) =>
    ['gastown-operator', 'gastown-operator-workers'].includes(metadata?.name ?? ''),
  )
  const rules = objects.flatMap(
    (object) => (object as { rules?: { verbs: string[]; resources: string[] }[] }).rules ?? [],
  )
  const rights = operatorRights(usualNamespaces)
  expect(rules.map(({ resources, verbs }) => words(resources.join(), verbs)).toSorted()).toEqual(
    rights.map(({ resource, verbs }) => words(resource, verbs)).toSorted(),
  )
})

test('flags reach the objects', async () => {
  const objects = await rendered({
    'agent-image': 'registry.example/agent:2',
    replicas: 3,
    'image-pull-secret': ['regcred'],
    'allow-cidr': ['10.1.0.0/16', 'fd00:1::/64'],
  })
  const { spec } = objects.get('Deployment/gastown-system/gastown-operator') as V1Deployment
  expect(spec?.replicas).toBe(3)
  expect(spec?.template.spec?.containers[0]).toMatchObject({
    image,
    args: expect.arrayContaining([`--image=${image}`, '--agent-image=registry.example/agent:2']),
  })
  for (const account of ['gastown-system/gastown-operator', 'gastown-workers/default'])
    expect((objects.get(`ServiceAccount/${account}`) as V1ServiceAccount).imagePullSecrets).toEqual([
      { name: 'regcred' },
    ])
  const policy = objects.get('NetworkPolicy/gastown-workers/gastown-pods') as V1NetworkPolicy
  expect(policy.spec?.egress?.at(-1)).toEqual({
    to: [{ ipBlock: { cidr: '10.1.0.0/16' } }, { ipBlock: { cidr: 'fd00:1::/64' } }],
  })
})

test('a registry has the images of this version', () => {
  const { image, agentImage } = settingsFrom({ registry: 'registry.example/team' }, '1.2.3', usualNamespaces)
  expect([image, agentImage]).toEqual([
    'registry.example/team/gastown:1.2.3',
    'registry.example/team/gastown-agent:1.2.3',
  ])
})

test('everything that is wrong with flags is said at once', () => {
  const flags = { 'allow-cidr': ['10.0.0.0', '10.0.0.0/33'], namespace: 'A_b', 'agent-image': 'x y' }
  expect(problemsOf(() => settingsFrom(flags, '1.2.3', usualNamespaces))).toEqual([
    '--image: expected the image of gastown, or --registry with the images of this version',
    '--agent-image: expected a name such as registry.example/gastown:1.0; found "x y"',
    '--allow-cidr: expected a network such as 10.1.0.0/16; found "10.0.0.0"',
    '--allow-cidr: expected a network such as 10.1.0.0/16; found "10.0.0.0/33"',
    '--namespace: expected a name of small letters, digits and "-"; found "A_b"',
  ])
})
