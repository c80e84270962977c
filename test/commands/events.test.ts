import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Events from '../../src/commands/polecat/events.ts'
import { GastownError } from '../../src/errors.ts'
import { events, polecats } from '../../src/kube/resources.ts'
import { podName } from '../../src/pod/names.ts'
import { aPolecat } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
const { metadata, ...rest } = aPolecat({}, {}, 'x')
const x = {
  ...rest,
  metadata: { ...metadata, uid: '1a2b3c4d', creationTimestamp: '2026-03-01T11:55:00Z' },
  status: {
    phase: 'Working',
    attempt: 1,
    startedAt: '2026-03-01T11:55:10Z',
    phases: [{ name: 'cloned', seconds: 2 }],
  },
} as const

const event = (name: string, about: object, more: object) => ({
  metadata: { name, namespace: 'gastown-system', uid: name },
  involvedObject: about,
  type: 'Normal',
  count: 1,
  source: { component: 'gastown-operator' },
  ...more,
})
const itself = { kind: 'Polecat', name: 'x', uid: '1a2b3c4d' }

beforeEach(async () => {
  world = await openWorld()
  await world.put(polecats, x as never)
  await world.put(
    events,
    event('working', itself, {
      reason: 'Working',
      message: 'the agent is working',
      lastTimestamp: '2026-03-01T11:55:14Z',
    }) as never,
    event(
      'backoff',
      { kind: 'Pod', name: podName(x as never, 1) },
      {
        type: 'Warning',
        reason: 'BackOff',
        message: 'no \u001B[2Jimage',
        count: 3,
        firstTimestamp: '2026-03-01T11:55:11Z',
        lastTimestamp: '2026-03-01T11:55:13Z',
        source: { component: 'kubelet' },
      },
    ) as never,
    event('earlier', { ...itself, uid: 'another' }, { reason: 'Pushed', message: 'of an earlier x' }) as never,
    event('other', { kind: 'Pod', name: 'other-pod' }, { reason: 'BackOff', message: 'not ours' }) as never,
  )
})
afterEach(() => world.close())

describe('the timeline', () => {
  test('in a pipe', async () => {
    expect(await world.run(Events, ['x'])).toEqual({
      code: 0,
      stdout: `\
TIME                   TYPE      REASON    ABOUT       MESSAGE
2026-03-01T11:55:00Z   Step      created   polecat     for rig athena
2026-03-01T11:55:12Z   Step      cloned    attempt 1   took 2.0s
2026-03-01T11:55:13Z   Warning   BackOff   attempt 1   no ␛[2Jimage (3 times since 2026-03-01T11:55:11Z)
2026-03-01T11:55:14Z   Normal    Working   polecat     the agent is working
`,
      stderr: '',
    })
  })

  test('on a terminal', async () => {
    const { stdout } = await world.run(Events, ['x'], { terminal: 72 })
    expect(stdout).toContain(
      '4m ago   \u001B[33mWarning\u001B[39m   BackOff   attempt 1   no ␛[2Jimage (3 times since 4m…',
    )
    expect((await world.run(Events, ['x'], { terminal: 72, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001B')
  })

  test('wide, and as the Events themselves', async () => {
    const { stdout } = await world.run(Events, ['x', '-o', 'wide'])
    expect(stdout).toMatch(/BackOff +attempt 1 +kubelet +pod\/x-1a2b-1 +no /)
    const { kind, items } = JSON.parse((await world.run(Events, ['x', '-o', 'json'])).stdout)
    expect(kind).toBe('List')
    expect(items).toMatchObject([
      { apiVersion: 'v1', kind: 'Event', reason: 'BackOff' },
      { apiVersion: 'v1', kind: 'Event', reason: 'Working' },
    ])
    expect((await world.run(Events, ['x', '-o', 'name'])).stdout).toBe('event/backoff\nevent/working\n')
  })

  test('of nobody', async () => {
    expect(await world.run(Events, ['nobody'])).toMatchObject({ code: 3, stdout: '' })
    expect(await world.run(Events, ['nobody', '-w'])).toMatchObject({ code: 3, stdout: '' })
  })
})

const isOfPods = (namespace: string | undefined) => namespace === 'gastown-workers'

test('without the right to read the events of pods, the rest is told', async () => {
  const { list, watch } = world.client
  const denied = new GastownError('denied', 'no events for you')
  world.client.list = (resource, scope) =>
    resource.plural === 'events' && isOfPods(scope?.namespace) ? Promise.reject(denied) : list(resource, scope)
  world.client.watch = (resource, scope) => {
    if (resource.plural === 'events' && isOfPods(scope?.namespace)) throw denied
    return watch(resource, scope)
  }
  for (const flags of [[], ['-w']]) {
    const stop = new AbortController()
    const all = Promise.withResolvers<void>()
    const printed = (stdout: string) => void (stdout.includes('Working') && all.resolve())
    const running = world.run(Events, ['x', ...flags], { signal: stop.signal, printed })
    await all.promise
    await world.client.watched()
    stop.abort()
    const { stdout, stderr } = await running
    expect(stdout).toMatch(/^TIME.*\n.*created.*\n.*cloned.*\n.*Working.*\n$/)
    expect(stderr).toContain('The events of its pods cannot be read: no events for you\n')
  }
})

/** Watches until the words stand there, which come of what happens once the watch has begun. */
async function watch(argv: string[], meanwhile: () => Promise<unknown>, words: string) {
  const stop = new AbortController()
  const began = Promise.withResolvers<void>()
  const told = Promise.withResolvers<void>()
  const printed = (stdout: string) => {
    began.resolve()
    if (stdout.includes(words)) told.resolve()
  }
  const watching = world.run(Events, ['x', '-w', ...argv], { signal: stop.signal, printed })
  await began.promise
  await meanwhile()
  await told.promise
  stop.abort()
  return watching
}

describe('with -w', () => {
  const ended = { phase: 'Done', reason: 'Pushed', finishedAt: '2026-03-01T12:00:00Z' }
  const pushed = event('pushed', itself, {
    reason: 'Pushed',
    message: 'pushed 1 commit',
    lastTimestamp: '2026-03-01T12:00:01Z',
  })

  test('what comes is added, once', async () => {
    const { code, stdout, stderr } = await watch(
      [],
      async () => {
        const phases = [...x.status.phases, { name: 'saved', seconds: 1 }]
        const result = { saved: 'saved', remoteVerifiedAt: '2026-03-01T12:00:00Z' }
        await world.client.mergePatch(polecats, 'x', 'gastown-system', { status: { ...ended, phases, result } })
        await world.client.watched()
        await world.client.create(events, pushed as never)
      },
      'pushed 1 commit',
    )
    expect(code).toBe(130)
    expect(stdout.split('\n').slice(5)).toEqual([
      '2026-03-01T12:00:00Z   Step      saved           attempt 1   took 1.0s',
      '2026-03-01T12:00:01Z   Normal    Pushed          polecat     pushed 1 commit',
      '',
    ])
    expect(stderr).toMatch(/^Stopped watching; x is still queued\n/)
  })

  test('the pods of a new attempt too', async () => {
    const next = { kind: 'Pod', name: podName(x as never, 2) }
    const { stdout } = await watch(
      [],
      async () => {
        await world.client.mergePatch(polecats, 'x', 'gastown-system', { status: { attempt: 2 } })
        await world.client.create(
          events,
          event('evicted', next, { reason: 'Evicted', message: 'm', lastTimestamp: '2026-03-01T12:00:00Z' }) as never,
        )
      },
      'Evicted',
    )
    expect(stdout).toContain('Normal    Evicted         attempt 2   m\n')
  })

  test('objects one after the other', async () => {
    const { stdout } = await watch(['-o', 'name'], () => world.client.create(events, pushed as never), 'event/pushed')
    expect(stdout).toBe('event/backoff\nevent/working\nevent/pushed\n')
  })

  test('ends when the polecat is gone', async () => {
    const began = Promise.withResolvers<void>()
    const running = world.run(Events, ['x', '-w'], { printed: () => began.resolve() })
    await began.promise
    await world.client.remove(polecats, 'x', 'gastown-system')
    expect(await running).toMatchObject({ code: 0, stderr: 'x is gone.\n' })
  })
})
