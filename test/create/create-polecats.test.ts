import { expect, test } from 'vitest'
import { createPolecats } from '../../src/create/create-polecats.ts'
import { GastownError } from '../../src/errors.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { fakeClient } from '../support/fakes/fake-client.ts'

const creation = () => ({
  namespace: 'gastown-system',
  signal: new AbortController().signal,
  dryRun: false,
  made: [] as string[],
  onRig(rig: { metadata: { name?: string } }) {
    this.made.push(rig.metadata.name ?? '')
  },
})

test('a name that nobody chose and somebody took gives way to another', async () => {
  const client = fakeClient()
  await client.create(polecats, aPolecat({}, {}, 'nux'))
  const drafted = { polecat: aPolecat({}, {}, 'nux'), rig: aRig(), written: {}, otherName: () => 'slit' }
  const made = await createPolecats(client, { polecats: [drafted], newRigs: [] }, creation())
  expect(made.map(({ metadata }) => metadata.name)).toEqual(['slit'])
})

test('none is made where the name of one is taken, and all such names are told', async () => {
  const client = fakeClient()
  await client.create(polecats, aPolecat({}, {}, 'b'))
  await client.create(polecats, aPolecat({}, {}, 'c'))
  const drafts = ['a', 'b', 'c'].map((name) => ({ polecat: aPolecat({}, {}, name), rig: aRig(), written: {} }))
  const how = creation()
  await expect(createPolecats(client, { polecats: drafts, newRigs: [aRig()] }, how)).rejects.toMatchObject({
    kind: 'conflict',
    message: 'polecats b, c already exist; nothing was created',
  })
  expect(client.look(polecats, 'a')).toBeUndefined()
  expect(how.made).toEqual([])
})

test('a name that somebody takes meanwhile ends it, and what was made before it is told', async () => {
  const client = fakeClient()
  const drafts = ['a', 'b', 'c'].map((name) => ({ polecat: aPolecat({}, {}, name), rig: aRig(), written: {} }))
  const table = client.table
  client.table = async (...args) => {
    const before = await table(...args)
    await client.create(polecats, aPolecat({}, {}, 'b'))
    return before
  }
  await expect(createPolecats(client, { polecats: drafts, newRigs: [] }, creation())).rejects.toMatchObject({
    kind: 'conflict',
    message: 'polecat b already exists; 1 of 3 were created before it',
    problems: [{ field: 'created', message: 'a' }],
  })
  expect(client.look(polecats, 'c')).toBeUndefined()
})

test.each(['unreachable', 'denied', 'interrupted'] as const)(
  'a batch that is %s in its middle tells too',
  async (kind) => {
    const client = fakeClient()
    const drafts = ['a', 'b', 'c'].map((name) => ({ polecat: aPolecat({}, {}, name), rig: aRig(), written: {} }))
    const { create } = client
    client.create = async (resource, object, call) => {
      if (object.metadata?.name === 'c') throw new GastownError(kind, 'no more', { hints: ['Try later.'] })
      return create(resource, object, call)
    }
    await expect(createPolecats(client, { polecats: drafts, newRigs: [] }, creation())).rejects.toMatchObject({
      kind,
      message: 'no more; 2 of 3 were created before it',
      problems: [{ field: 'created', message: 'a, b' }],
      hints: ['Try later.'],
    })
  },
)

test('a rig that another command made first is used, one of another repository is not', async () => {
  const client = fakeClient()
  await client.create(rigs, aRig())
  const draft = { polecats: [{ polecat: aPolecat({}, {}, 'a'), rig: aRig(), written: {} }], newRigs: [aRig()] }
  const how = creation()
  await createPolecats(client, draft, how)
  expect(how.made).toEqual([])
  const other = { polecats: [], newRigs: [aRig({ gitURL: 'git@github.com:myorg/other.git' })] }
  await expect(createPolecats(client, other, creation())).rejects.toMatchObject({ kind: 'conflict' })
})
