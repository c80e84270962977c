import { expect, test } from 'vitest'
import { polecats } from '../../src/kube/resources.ts'
import { drain, release } from '../../src/local/drain.ts'
import { fakeClient } from '../support/fake-client.ts'

const polecat = (name: string, status: object | undefined) => ({
  metadata: { name, namespace: 'gastown-system' },
  spec: { desiredState: 'Working' },
  status,
})

test('those at work are ended, those that wait are held, those that are done are left', async () => {
  const client = fakeClient()
  const look = (name: string) => client.look(polecats, name)
  for (const one of [
    polecat('works', { phase: 'Working', podActive: true }),
    polecat('claimed', { phase: 'Pending', podName: 'claimed-1', podActive: true }),
    polecat('waits', { phase: 'Pending', reason: 'RigFull' }),
    polecat('new', undefined),
    polecat('again', { phase: 'Pending', reason: 'AgentFailed', podName: 'again-1', podActive: false }),
    polecat('held', { phase: 'Stuck', reason: 'CIChangesHeld', podActive: false }),
    polecat('done', { phase: 'Done', podActive: false }),
  ])
    await client.create(polecats, one as never)
  const over = drain(client, new AbortController().signal, () => {})
  await client.until(polecats, 'claimed', (one) => one.spec.desiredState === 'Terminated')
  expect(look('works')?.spec.desiredState).toBe('Terminated')
  expect(look('waits')?.spec.desiredState).toBe('Idle')
  expect(look('new')?.spec.desiredState).toBe('Idle')
  expect(look('again')?.spec.desiredState).toBe('Idle')
  expect(look('held')?.spec.desiredState).toBe('Working')
  expect(look('done')?.spec.desiredState).toBe('Working')
  for (const name of ['works', 'claimed'])
    await client.mergePatch(polecats, name, 'gastown-system', { status: { phase: 'Terminated', podActive: false } })
  await over
  await release(client)
  expect(look('waits')?.spec.desiredState).toBe('Working')
  expect(look('waits')?.metadata.annotations).toEqual({})
  expect(look('works')?.spec.desiredState).toBe('Terminated')
})
