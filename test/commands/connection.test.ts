/** Whatever waits says when its connection is lost, and when it is there again. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import Events from '../../src/commands/polecat/events.ts'
import List from '../../src/commands/polecat/list.ts'
import Retry from '../../src/commands/polecat/retry.ts'
import Status from '../../src/commands/polecat/status.ts'
import Terminate from '../../src/commands/polecat/terminate.ts'
import Wait from '../../src/commands/polecat/wait.ts'
import { GastownError } from '../../src/errors.ts'
import { polecats } from '../../src/kube/resources.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  const ended = { phase: 'Failed', reason: 'AgentFailed', attempt: 1, podActive: false }
  await world.put(polecats, { ...aPolecat({}, {}, 'busy'), status: { phase: 'Working', attempt: 1 } } as never)
  await world.put(polecats, { ...aPolecat({}, {}, 'ended'), status: ended } as never)
})
afterEach(() => world.close())

test.each<[string, Parameters<FakeWorld['run']>[0], readonly string[]]>([
  ['list -w', List, ['-w']],
  ['status in a pipe', Status, ['busy', '-w']],
  ['wait', Wait, ['busy']],
  ['terminate --wait', Terminate, ['busy', '--wait']],
  ['retry --follow in a pipe', Retry, ['ended', '--follow']],
  ['retry --wait', Retry, ['ended', '--wait']],
  ['events -w', Events, ['busy', '-w']],
])('%s', async (_, command, argv) => {
  const stop = new AbortController()
  const { client } = world
  const watch = client.watch.bind(client)
  let isLost = false
  client.watch = async function* (resource, scope) {
    for await (const event of watch(resource, scope)) {
      yield event
      if (event.type !== 'synced' || resource !== (polecats as unknown) || isLost) continue
      isLost = true
      const error = new GastownError('unreachable', 'cannot reach https://there: connection refused', {
        hints: ['Start it with: gastown local up'],
      })
      yield { type: 'lost', error }
      yield { type: 'back' }
      stop.abort(new GastownError('interrupted', 'interrupted'))
    }
  }
  const { stderr } = await world.run(command, argv, { signal: stop.signal })
  expect(stderr).toContain(
    [
      'Connection lost, reconnecting: cannot reach https://there: connection refused',
      'Start it with: gastown local up',
      'Reconnected.',
    ].join('\n'),
  )
})
