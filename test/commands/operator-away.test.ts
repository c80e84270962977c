/** What commands say on a cluster where no operator works. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import Describe from '../../src/commands/polecat/describe.ts'
import List from '../../src/commands/polecat/list.ts'
import Status from '../../src/commands/polecat/status.ts'
import Wait from '../../src/commands/polecat/wait.ts'
import { GastownError } from '../../src/errors.ts'
import { leases, polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { anOperatorLease, openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
  const status = { phase: 'Working', attempt: 1, message: 'the agent works' }
  await world.put(polecats, { ...aPolecat({}, {}, 'busy'), status } as never)
  await world.put(polecats, { ...aPolecat({}, {}, 'done'), status: { phase: 'Done', attempt: 1 } } as never)
  await world.client.mergePatch(leases, 'gastown-operator', 'gastown-system', anOperatorLease('2026-03-01T11:30:20Z'))
})
afterEach(() => world.close())

const away =
  'No operator has worked in gastown-system since 2026-03-01T11:30:20Z, statuses may be old; see its pods with: kubectl get pods -n gastown-system --context prod\n'
const none = 'No operator runs in gastown-system; install one with: gastown install --context prod\n'

const commands = [
  ['create', Create, ['new', '--no-check', '--rig', 'athena', '--task', 'Fix it']],
  ['list', List, []],
  ['list -o json', List, ['-o', 'json']],
  ['status', Status, []],
  ['describe', Describe, ['busy']],
  ['wait', Wait, ['busy', '--timeout', '1s']],
] as const

describe.each(commands)('%s', (_, command, argv) => {
  const run = async () => (await world.run(command, [...argv, '--context', 'prod'])).stderr

  test('says once that no operator has worked', async () => {
    const stderr = await run()
    expect(stderr).toContain(away)
    expect(stderr.split('No operator')).toHaveLength(2)
  })

  test('says that none runs', async () => {
    const get = world.client.get.bind(world.client)
    world.client.get = async (resource, ...rest) => {
      if (resource.plural === leases.plural) throw new GastownError('not-found', 'not found')
      return await get(resource, ...rest)
    }
    expect(await run()).toContain(none)
  })

  test('says nothing where an operator works, or in local mode', async () => {
    expect((await world.run(command, [...argv, '--local'])).stderr).not.toContain('operator')
    await world.client.mergePatch(leases, 'gastown-operator', 'gastown-system', anOperatorLease())
    expect(await run()).not.toContain('operator')
  })
})

test('describe marks what may be old, which is not how one ended', async () => {
  expect((await world.run(Describe, ['busy'])).stdout).toMatch(/^Phase: +Working \(may be old: no operator works\)$/m)
  expect((await world.run(Describe, ['done'])).stdout).toMatch(/^Phase: +Done$/m)
})

test('who may not read the Lease is told so with -v alone', async () => {
  const get = world.client.get.bind(world.client)
  world.client.get = async (resource, ...rest) => {
    if (resource.plural === leases.plural) throw new GastownError('denied', 'leases is forbidden')
    return await get(resource, ...rest)
  }
  expect((await world.run(List, [])).stderr).not.toContain('operator')
  expect((await world.run(List, ['-v'])).stderr).toContain('unknown whether an operator works: leases is forbidden')
})
