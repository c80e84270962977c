/** What is left of polecats whose pods are gone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Describe from '../../src/commands/polecat/describe.ts'
import Events from '../../src/commands/polecat/events.ts'
import Logs from '../../src/commands/polecat/logs.ts'
import { GastownError } from '../../src/errors.ts'
import { configMaps, polecats } from '../../src/kube/resources.ts'
import { emptied, recordMap } from '../../src/attempt/record-map.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { aRecorded } from '../support/a-record.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

const status = { phase: 'Done', reason: 'Pushed', attempt: 2, podName: 'x-1', podUID: 'u', agent: 'claude-code' }
const ended = (finishedAt: string, rest: object = {}, name = 'x', uid = 'one'): Polecat => ({
  ...aPolecat({}, {}, name),
  metadata: { name, namespace: 'gastown-system', uid },
  status: { ...status, finishedAt, ...rest } as never,
})
const said = aRecorded({
  1: { type: 'text', text: 'I look.\u001B[2J' },
  5: { type: 'end', ok: true, turns: 2 },
})

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  world.refuse = new GastownError('not-found', 'pods "x-1" not found')
  await world.put(configMaps, recordMap(ended('2026-03-01T11:00:00Z'), 2, said))
})
afterEach(() => world.close())

describe('of a polecat whose pod is gone', () => {
  beforeEach(() => world.put(polecats, ended('2026-03-01T11:00:00Z')))

  test('its events, what is missing by number, and where it comes from', async () => {
    expect(await world.run(Logs, ['x'])).toEqual({
      code: 0,
      stdout: 'I look.␛[2J\n■ succeeded after 2 turns\n',
      stderr:
        'The pod of x is gone; this is the record of attempt 2, which ended as Pushed.\n' +
        'lines may be missing here: 3 events are not recorded, 2 to 4\n',
    })
    expect((await world.run(Logs, ['x', '-c', 'all'])).stdout).toBe(
      '[agent] I look.␛[2J\n[agent] ■ succeeded after 2 turns\n',
    )
  })

  test('parts of it, as of any log', async () => {
    expect((await world.run(Logs, ['x', '--tail', '1'])).stdout).toBe('■ succeeded after 2 turns\n')
    expect((await world.run(Logs, ['x', '--grep', 'look'])).stdout).toBe('I look.␛[2J\n')
    expect((await world.run(Logs, ['x', '--since', '2026-03-01T11:00:03Z', '--timestamps'])).stdout).toBe(
      '2026-03-01T11:00:05.000Z ■ succeeded after 2 turns\n',
    )
    expect(
      (await world.run(Logs, ['x', '-o', 'json'])).stdout.split('\n').map((line) => line && JSON.parse(line)),
    ).toEqual([
      expect.objectContaining({ polecat: 'x', attempt: 2, container: 'agent', n: 1 }),
      { polecat: 'x', attempt: 2, container: 'agent', gap: '3 events are not recorded, 2 to 4' },
      expect.objectContaining({ n: 5 }),
      '',
    ])
  })

  test('of an earlier attempt, and what an attempt without a record is', async () => {
    const missing = 'git-save ended before it printed the record'
    await world.put(
      configMaps,
      recordMap(ended('2026-03-01T10:00:00Z', { attempt: 1 }), 1, { ...aRecorded({}), events: 9, missing }),
    )
    const { stderr, stdout } = await world.run(Logs, ['x', '--attempt', '1'])
    expect(stdout).toBe('')
    expect(stderr).toContain(`lines may be missing here: ${missing}\n`)
    expect(stderr).toContain('lines may be missing here: 9 events are not recorded, 1 to 9\n')
    expect((await world.run(Logs, ['x', '-c', 'git-clone'])).stderr).toContain('the pod of x is gone')
  })

  test('of an earlier polecat of that name: nothing', async () => {
    await world.put(polecats, ended('2026-03-01T11:00:00Z', {}, 'y', 'new'))
    await world.put(configMaps, recordMap(ended('2026-03-01T09:00:00Z', {}, 'y', 'old'), 2, said))
    expect(await world.run(Logs, ['y'])).toMatchObject({ code: 3, stdout: '' })
  })
})

describe('of a polecat that was deleted', () => {
  test('the newest record of that name', async () => {
    const later = ended('2026-03-02T11:00:00Z', { reason: 'AgentFailed' }, 'x', 'later')
    await world.put(configMaps, recordMap(later, 2, aRecorded({ 1: { type: 'text', text: 'later' } })))
    expect(await world.run(Logs, ['x'])).toEqual({
      code: 0,
      stdout: 'later\n',
      stderr: 'x was deleted; this is the record of attempt 2, which ended as AgentFailed.\n',
    })
  })

  test('its description and its history, as the last record has them', async () => {
    const told = 'x was deleted; this is the record of attempt 2, which ended as Pushed.\n'
    const described = await world.run(Describe, ['x'])
    expect(described.code).toBe(0)
    expect(described.stderr).toContain(told)
    expect(described.stdout).toMatch(/Phase:? +Done/)
    for (const args of [['x'], ['x', '-w']]) {
      const history = await world.run(Events, args)
      expect(history.stderr).toContain(told)
      expect(history.stdout).toContain('Pushed')
    }
    expect(await world.run(Describe, ['nobody'])).toMatchObject({ code: 3 })
  })

  test('none, where only its name is left of the record', async () => {
    await world.put(configMaps, emptied(recordMap(ended('2026-03-01T11:00:00Z', {}, 'z', 'z'), 2, said)))
    expect(await world.run(Logs, ['z'])).toMatchObject({ code: 3, stdout: '' })
  })
})
