import { expect, test } from 'vitest'
import { openBestEffortQueue } from '../../../src/kube/best-effort-queue.ts'
import { events } from '../../../src/kube/resources.ts'
import { PodEvents } from '../../../src/kubelet/pod/pod-events.ts'
import { fakeClient } from '../../support/fakes/fake-client.ts'

test('listed by name, the events of one second stand in their order, and what is said again is said once', async () => {
  const client = fakeClient()
  const bestEffort = openBestEffortQueue((line) => expect.unreachable(line))
  const told = new PodEvents(client, { namespace: 'w', name: 'fix-1a2b-1', uid: 'u' }, 'here', bestEffort)
  const names = ['setup', 'git-clone', 'git-push', 'git-save', 'agent']
  for (const name of [...names, 'setup']) told.started(name)
  await bestEffort.settled()
  const { items } = await client.list(events, { namespace: 'w' })
  const byName = items.toSorted((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))
  expect(byName.map(({ message }) => message)).toEqual(names.map((name) => `Started container ${name}`))
})
