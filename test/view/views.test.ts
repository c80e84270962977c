import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { canBeLive, openFleet, openFollow } from '../../src/view/choose-view.ts'
import { coalesce } from '../../src/view/coalesce.ts'
import { steadyMs } from '../../src/view/fleet-selection.ts'
import type { FleetActions, FleetView } from '../../src/view/fleet-view.ts'
import { waitFor } from '../support/wait-for.ts'
import { state } from './a-fleet.ts'
import { Keys, place, type FakeScreen } from './a-terminal.ts'

const atWork = { attempt: 1, podName: 'p', podUID: 'u', phases: [{ name: 'agent started' as const, seconds: 1 }] }
const working = (name: string) => state(name, { ...atWork, phase: 'Working' })
const done = (name: string, finishedAt = '2026-03-01T11:59:55Z') =>
  state(name, { ...atWork, phase: 'Done', reason: 'Pushed', finishedAt })
const noEnd = { onQuit: () => undefined, onInterrupt: () => undefined }

test('live on a terminal, not in CI, not on a dumb one', () => {
  expect(canBeLive(place({ TERM: 'xterm' }).place)).toBe(true)
  expect(canBeLive(place({ TERM: 'xterm', CI: 'true' }).place)).toBe(false)
  expect(canBeLive(place({ TERM: 'dumb' }).place)).toBe(false)
})

describe('following', () => {
  test('plain: lines as they come, phases once each', async () => {
    const { screen, place: where } = place({ TERM: 'xterm' })
    const view = await openFollow(where, { plain: true, end: noEnd })
    view.take(working('x'))
    view.take(working('x'))
    view.print('a line')
    await view.close()
    expect(screen.text).toBe('x: Working\na line\n')
  })

  test('live: lines stay above the frame and are written once, the cursor comes back', async () => {
    const { screen, place: where } = place({ TERM: 'xterm' })
    const view = await openFollow(where, { plain: false, end: noEnd })
    view.take(working('x'))
    view.print('first line')
    await expect.poll(() => screen.text).toContain('first line')
    view.print('second line')
    await view.close()
    expect(screen.text.match(/first line/g)).toHaveLength(1)
    expect(screen.text.match(/second line/g)).toHaveLength(1)
    expect(screen.text).toContain('Working')
    expect(screen.text.lastIndexOf('\u001B[?25h')).toBeGreaterThan(screen.text.lastIndexOf('\u001B[?25l'))
  })

  test.each([
    ['q', 'q', 'onQuit'],
    ['Ctrl-C', '\u0003', 'onInterrupt'],
  ] as const)('%s asks for the end', async (_, key, way) => {
    const stdin = new Keys()
    const { screen, place: where } = place({ TERM: 'xterm' }, stdin)
    const end = { onQuit: vi.fn<() => void>(), onInterrupt: vi.fn<() => void>() }
    const view = await openFollow(where, { plain: false, end })
    view.take(working('x'))
    await expect.poll(() => screen.text).toContain('ends this view')
    stdin.write(key)
    await expect.poll(() => end[way]).toHaveBeenCalledOnce()
    await view.close()
    expect(stdin.raw.at(-1)).toBe(false)
  })
})

describe('a fleet', () => {
  let stdin: Keys
  let screen: FakeScreen
  let view: FleetView
  let shown: readonly string[]
  /** How far the view's clock is ahead. */
  let skipped: number
  /** How often it was read: at least once for each frame. */
  let looks: number
  const end = { onQuit: vi.fn<(error?: unknown) => void>(), onInterrupt: vi.fn<() => void>() }
  let acts: { [Act in keyof FleetActions]: ReturnType<typeof vi.fn<FleetActions[Act]>> }

  beforeEach(async () => {
    stdin = new Keys()
    const made = place({ TERM: 'xterm', NO_COLOR: '1' }, stdin)
    screen = made.screen
    skipped = 0
    looks = 0
    end.onQuit.mockReset()
    end.onInterrupt.mockReset()
    acts = {
      terminate: vi.fn<FleetActions['terminate']>(async ({ name }) => `${name} is being ended`),
      retry: vi.fn<FleetActions['retry']>(),
      log: vi.fn<FleetActions['log']>(),
      diff: vi.fn<FleetActions['diff']>(),
    }
    const now = () => {
      looks++
      return made.place.now() + skipped
    }
    view = await openFleet(
      { ...made.place, now },
      { actions: acts, end, scope: { rigs: ['athena'], words: 'rig athena' }, onShown: (names) => (shown = names) },
    )
    for (let i = 0; i < 20; i++) view.take(working(`p${i}`))
    await waitFor('the fleet', () => screen.text.includes('of 20') || undefined, { everyMs: 10 })
  })
  afterEach(() => view.close())

  // Only parts of lines are written where only parts change; after a new size all of the screen is.
  const shows = (text: string | RegExp) =>
    expect
      .poll(() => {
        screen.resize(80, 10)
        return screen.text.slice(screen.text.lastIndexOf('\u001B[J'))
      })
      .toMatch(text)

  // A yes counts once the question has stood long enough to be read.
  const yes = () =>
    expect
      .poll(() => {
        stdin.write('y')
        return acts.terminate.mock.calls.length
      })
      .toBe(1)

  test('is on the other screen, and leaves a last frame on the first, without colour', async () => {
    expect(screen.text).toContain('\u001B[?1049h')
    view.take({ type: 'gone', name: 'p0' })
    await view.close()
    const [, after = ''] = screen.text.split('\u001B[?1049l')
    expect(after).toMatch(/NAME {2}PHASE[^]*\np1 {4}Working[^]*\n19 polecats in rig athena: 19 Working\n$/)
    // oxlint-disable-next-line no-control-regex
    expect(screen.text).not.toMatch(/\u001B\[[0-9;]*m/)
    expect(stdin.raw).toEqual([true, false])
  })

  test('is in use once a key is pressed', async () => {
    expect(view.inUse).toBe(false)
    stdin.write('\u001B[6~')
    await shows(/› p4 /)
    expect(view.inUse).toBe(true)
    stdin.write('\u001B[6~')
    await shows('5-9 of 20')
    stdin.write('G')
    await shows('16-20 of 20')
    expect(shown).toEqual(['p15', 'p16', 'p17', 'p18', 'p19'])
  })

  test('terminates after a question only', async () => {
    stdin.write('t')
    await shows(/Terminate p0\? Its work is saved first/)
    stdin.write('n')
    await shows('1-5 of 20')
    expect(acts.terminate).not.toHaveBeenCalled()
    stdin.write('j')
    stdin.write('t')
    await shows(/Terminate p1\?/)
    await yes()
    await shows('p1 is being ended')
    expect(acts.terminate.mock.calls).toEqual([[{ name: 'p1', preconditions: { uid: undefined, attempt: 1 } }]])
  })

  test('an act that fails is told, with what to do', async () => {
    acts.terminate.mockRejectedValue(new GastownError('conflict', 'p0 has changed', { hints: ['Look again'] }))
    stdin.write('t')
    await shows(/Terminate p0\?/)
    await yes()
    await shows('p0 has changed. Look again')
    expect(end.onQuit).not.toHaveBeenCalled()
  })

  test('nothing that was typed or pasted at once is an act', async () => {
    for (let i = 0; i < 20; i++) view.take(done(`p${i}`))
    await shows('20 Done')
    skipped += steadyMs
    for (const text of ['ry', 'jry', 'Gryy', '\u001B[200~jry\u001B[201~']) {
      stdin.write(text)
      stdin.write('n')
    }
    stdin.write('/end of it')
    await shows('/end of it▏')
    expect(acts.retry).not.toHaveBeenCalled()
    expect(acts.terminate).not.toHaveBeenCalled()
  })

  test('what was begun is answered after the end', async () => {
    const answer = Promise.withResolvers<string>()
    acts.terminate.mockReturnValue(answer.promise)
    stdin.write('t')
    await shows(/Terminate p0\?/)
    await yes()
    await shows('Terminating p0…')
    stdin.write('q')
    await expect.poll(() => end.onQuit).toHaveBeenCalledOnce()
    const closed = view.close()
    await expect.poll(() => screen.text).toContain('\u001B[?1049l')
    expect(stdin.raw.at(-1)).toBe(false)
    answer.resolve('p0 is being ended')
    await closed
    expect(screen.text).toMatch(/p0 is being ended\n$/)
  })

  test('a log is followed until it is closed, and what is wrong with it is told in its place', async () => {
    acts.log.mockImplementation((_, sink) => {
      sink.line('a line')
      return new Promise((_resolve, reject) =>
        sink.signal.addEventListener('abort', () => reject(new Error('aborted'))),
      )
    })
    stdin.write('l')
    await shows(/Log of p0[^]*a line[^]*1 of 1, following/)
    const { signal } = acts.log.mock.calls[0]?.[1] ?? {}
    expect(signal?.aborted).toBe(false)
    stdin.write('q')
    await shows('1-5 of 20')
    expect(signal?.aborted).toBe(true)
    acts.diff.mockRejectedValue(new Error('no pod'))
    stdin.write('d')
    await shows(/Work of p0[^]*no pod/)
  })

  test('q asks for the end, Ctrl-C for an interruption, wherever one is', async () => {
    stdin.write('/p\u0003rest')
    await expect.poll(() => end.onInterrupt).toHaveBeenCalledOnce()
    expect(stdin.read()?.toString()).toBe('rest')
  })

  test('what is behind q is read by nobody here', async () => {
    stdin.write('jqGtyr')
    await expect.poll(() => end.onQuit.mock.calls).toEqual([[]])
    stdin.write('git status\r')
    await view.close()
    expect(stdin.read()?.toString()).toBe('Gtyrgit status\r')
    expect(acts.terminate).not.toHaveBeenCalled()
  })

  test('a new size is drawn from the first cell on', async () => {
    screen.resize(40, 6)
    await expect.poll(() => screen.text.split('\u001B[H\u001B[J').at(-1)).toMatch(/› p0 {4}Working {5}agent working\n/)
  })

  test('what is not on the screen is not drawn', async () => {
    // Of those at work the time changes with every second.
    for (let i = 0; i < 20; i++) view.take(done(`p${i}`))
    await shows('20 Done')
    const ranFor = async (minutes: number) => {
      view.take(done('p0', `2026-03-01T12:0${minutes}:00Z`))
      await expect.poll(() => screen.text).toContain(`${minutes}m10s`)
    }
    const before = screen.writes.length
    await ranFor(7)
    const writes = screen.writes.length - before
    const looksBefore = looks
    view.take({ type: 'line', name: 'p19', text: 'a line' })
    await expect.poll(() => looks).toBeGreaterThan(looksBefore)
    await ranFor(8)
    expect(screen.writes.length - before).toBe(2 * writes)
  })
})

test('a view that cannot draw says so, and restores the terminal', async () => {
  const stdin = new Keys()
  const { screen, place: where } = place({ TERM: 'xterm' }, stdin)
  const onQuit = vi.fn<(error?: unknown) => void>()
  let isBroken = false
  const now = () => {
    if (isBroken) throw new Error('no clock')
    return 0
  }
  const view = await openFleet(
    { ...where, now },
    {
      actions: {} as FleetActions,
      end: { ...noEnd, onQuit },
      scope: undefined,
      onShown: () => undefined,
    },
  )
  isBroken = true
  view.take(working('x'))
  await expect.poll(() => onQuit).toHaveBeenCalledWith(new Error('no clock'))
  expect(screen.text.lastIndexOf('\u001B[?1049l')).toBeGreaterThan(screen.text.lastIndexOf('\u001B[?1049h'))
  expect(stdin.raw.at(-1)).toBe(false)
  await view.close()
})

describe('coalesce', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('many changes are one call in each interval', () => {
    let calls = 0
    const { request: poke, end } = coalesce(() => calls++, 100)
    for (let i = 0; i < 50; i++) {
      poke()
      vi.advanceTimersByTime(10)
    }
    expect(calls).toBeGreaterThanOrEqual(4)
    expect(calls).toBeLessThanOrEqual(6)
    poke()
    end()
    const last = calls
    vi.advanceTimersByTime(1000)
    expect(calls).toBe(last)
  })
})
