/** Which namespaces a command means, and what it says where gastown is not installed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import Delete from '../../src/commands/polecat/delete.ts'
import Describe from '../../src/commands/polecat/describe.ts'
import List from '../../src/commands/polecat/list.ts'
import Status from '../../src/commands/polecat/status.ts'
import Wait from '../../src/commands/polecat/wait.ts'
import RigList from '../../src/commands/rig/list.ts'
import SecretsList from '../../src/commands/secrets/list.ts'
import { GastownError } from '../../src/errors.ts'
import { crds, polecats, rigs } from '../../src/kube/resources.ts'
import { StatusError } from '../../src/kube/transport/status-error.ts'
import { installationCrd, writeInstallation } from '../../src/polecat/cluster-installation.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
  Object.assign(world.client, { namespace: 'default' })
})
afterEach(() => world.close())

const create = ['x', '--no-check', '--rig', 'athena', '--task', 'Fix it']
const made = () => world.client.look(polecats, 'x')?.metadata.namespace
const installed = { version: '0.1.0', polecatNamespace: 'factory', workerNamespace: 'factory-pods' }

async function annotate(annotations: Record<string, string>): Promise<void> {
  await world.client.mergePatch(crds, installationCrd, undefined, { metadata: { annotations } })
}

/** Names of all objects that are read, each in its namespace. */
function reads(): string[] {
  const asked: string[] = []
  const { client } = world
  const get = client.get.bind(client)
  client.get = (resource, name, namespace, call) => {
    asked.push(
      [resource.plural, namespace, name, call?.metadataOnly === true ? 'metadata' : ''].filter(Boolean).join(' '),
    )
    return get(resource, name, namespace, call)
  }
  const list = client.list.bind(client)
  client.list = (resource, scope) => {
    asked.push([resource.plural, scope?.namespace].filter(Boolean).join(' '))
    return list(resource, scope)
  }
  return asked
}

function failing(error: GastownError): void {
  const get = world.client.get.bind(world.client)
  world.client.get = async (resource, ...rest) => {
    if (resource.plural === crds.plural) throw error
    return await get(resource, ...rest)
  }
}

describe('the namespace of polecats', () => {
  test.each<[string, readonly string[], Record<string, string>, string]>([
    ['the default, and not the one of the context', [], {}, 'gastown-system'],
    ['by flag', ['-n', 'team'], { GASTOWN_NAMESPACE: 'other' }, 'team'],
    ['by variable', [], { GASTOWN_NAMESPACE: 'team' }, 'team'],
  ])('where none is recorded: %s', async (_, flags, env, expected) => {
    expect(await world.run(Create, [...create, ...flags], { env })).toMatchObject({ code: 0 })
    expect(made()).toBe(expected)
  })

  test('is the one that is recorded, which is read once, and only its metadata', async () => {
    await annotate(writeInstallation(installed))
    const asked = reads()
    expect(await world.run(Create, create)).toMatchObject({ code: 0 })
    expect(made()).toBe('factory')
    expect(asked.filter((read) => read.startsWith(crds.plural))).toEqual([`${crds.plural} ${installationCrd} metadata`])
  })

  test('where the record may not be read, is the default', async () => {
    await annotate(writeInstallation(installed))
    failing(new GastownError('denied', 'no'))
    expect(await world.run(Create, create)).toMatchObject({ code: 0 })
    expect(made()).toBe('gastown-system')
  })

  test('in local mode is the one of its kubeconfig, without a further request', async () => {
    const asked = reads()
    expect(await world.run(List, ['-o', 'json', '--local'])).toMatchObject({ code: 0 })
    expect(asked).toEqual(['polecats default'])
  })

  test('given by flag, costs no request', async () => {
    const asked = reads()
    expect(await world.run(List, ['-o', 'json', '-n', 'team'])).toMatchObject({ code: 0 })
    expect(asked).toEqual(['leases team gastown-operator', 'polecats team'])
  })

  test('a malformed record is an error', async () => {
    await annotate({ 'gastown.io/installation': '{}' })
    const { code, stderr } = await world.run(List, [])
    expect(code).toBe(2)
    expect(stderr).toContain('annotation gastown.io/installation of CustomResourceDefinition')
    expect(stderr).toContain('Record it again with: gastown install')
  })
})

test('Secrets are those of the namespace that is recorded for pods', async () => {
  await annotate(writeInstallation(installed))
  const asked = reads()
  await world.run(SecretsList, [])
  expect(asked).toContain('secrets factory-pods')
})

describe('create in another namespace than the operator watches', () => {
  test.each<[string, readonly string[], Record<string, string>, string]>([
    [
      'by flag',
      ['-n', 'team'],
      {},
      '--namespace: expected factory, which the operator of this cluster watches; found team',
    ],
    [
      'by variable',
      [],
      { GASTOWN_NAMESPACE: 'team' },
      'GASTOWN_NAMESPACE: expected factory, which the operator of this cluster watches; found team',
    ],
    [
      'of pods',
      [],
      { GASTOWN_WORKER_NAMESPACE: 'team' },
      'GASTOWN_WORKER_NAMESPACE: expected factory-pods, where the operator of this cluster makes pods; found team',
    ],
  ])('is refused: %s', async (_, flags, env, problem) => {
    await annotate(writeInstallation(installed))
    const { code, stderr } = await world.run(Create, [...create, ...flags], { env })
    expect(code).toBe(2)
    expect(stderr).toContain(problem)
    expect(made()).toBeUndefined()
  })

  test('is fine where it is the same one', async () => {
    await annotate(writeInstallation(installed))
    expect(await world.run(Create, [...create, '-n', 'factory'])).toMatchObject({ code: 0 })
  })
})

test.each([
  ['list', List, []],
  ['status', Status, ['x']],
  ['describe', Describe, ['x']],
  ['wait', Wait, ['x']],
  ['delete', Delete, ['x']],
  ['create', Create, create],
  ['secrets list', SecretsList, []],
] as const)('%s where gastown is not installed', async (_, command, argv) => {
  await world.put(polecats, aPolecat())
  failing(new GastownError('not-found', 'customresourcedefinitions "x" not found'))
  expect(await world.run(command, [...argv, '--context', 'prod'])).toMatchObject({
    code: 3,
    stdout: '',
    stderr: [
      'Error: the cluster at https://fake does not have gastown installed',
      '→ Install it with: gastown install --context prod',
      '→ Or choose another cluster with --context, or this machine with --local.\n',
    ].join('\n'),
  })
})

test('rigs alone are not asked for with a namespace', async () => {
  const asked = reads()
  await world.run(RigList, ['-n', 'team'])
  expect(asked).toEqual(['rigs', 'polecats team'])
})

test('create in a namespace that is being deleted', async () => {
  const causes = [{ reason: 'NamespaceTerminating', field: 'metadata.namespace', message: 'it ends' }]
  const cause = new StatusError(403, { message: 'forbidden', details: { causes } })
  world.client.create = async () => {
    throw new GastownError('denied', 'forbidden', { cause })
  }
  expect(await world.run(Create, create)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Error: namespace gastown-system is being deleted; nothing was created') as string,
  })
})

test('create in a namespace that does not exist', async () => {
  world.client.create = async () => {
    throw new GastownError('not-found', 'namespaces "gastown-system" not found')
  }
  expect(await world.run(Create, create)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Error: namespace gastown-system not found; nothing was created') as string,
  })
})
