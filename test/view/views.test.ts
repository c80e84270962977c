import { EventEmitter } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { terminalOf } from '../../src/terminal.ts'
import { canBeLive, chooseView, type ViewPlace } from '../../src/view/choose-view.ts'
import { coalesce } from '../../src/view/coalesce.ts'
import { FleetFrame } from '../../src/view/fleet-frame.tsx'
import { openLiveView } from '../../src/view/live-view.tsx'
import { aPolecat } from '../support/a-polecat.ts'

class Screen extends EventEmitter {
  readonly isTTY = true
  readonly columns = 80
  readonly rows = 10
  readonly writes: string[] = []
  write(text: string, ...rest: unknown[]): boolean {
    this.writes.push(text)
    const done = rest.at(-1)
    if (typeof done === 'function') done()
    return true
  }
  get text(): string {
    return this.writes.join('')
  }
}

function place(env: Record<string, string>): { screen: Screen; place: ViewPlace } {
  const screen = new Screen()
  const streams = { stdin: Readable.from([]), stdout: screen, stderr: new Screen() }
  return {
    screen,
    place: {
      streams,
      env,
      stdout: terminalOf(screen, env),
      now: () => Date.parse('2026-03-01T12:00:00Z'),
      print: (text) => void screen.write(text),
      notice: (line) => void screen.write(`${line}\n`),
    },
  }
}

const working = (name: string) => ({
  type: 'state' as const,
  polecat: { ...aPolecat({}, {}, name), status: { phase: 'Working' as const } },
})

test('live on a terminal, not in CI, not on a dumb one', () => {
  expect(canBeLive(place({ TERM: 'xterm' }).place)).toBe(true)
  expect(canBeLive(place({ TERM: 'xterm', CI: 'true' }).place)).toBe(false)
  expect(canBeLive(place({ TERM: 'dumb' }).place)).toBe(false)
})

test('plain: lines as they come, phases once each', async () => {
  const { screen, place: where } = place({ TERM: 'xterm' })
  const view = await chooseView(where, { plain: true, frame: 'follow' })
  view.take(working('x'))
  view.take(working('x'))
  view.print('a line')
  await view.close()
  expect(screen.text).toBe('x: Working\na line\n')
})

test('live: lines stay above the frame and are written once, the cursor comes back', async () => {
  const { screen, place: where } = place({ TERM: 'xterm' })
  const view = await chooseView(where, { plain: false, frame: 'follow' })
  view.take(working('x'))
  view.print('first line')
  await vi.waitFor(() => expect(screen.text).toContain('first line'))
  view.print('second line')
  await view.close()
  expect(screen.text.match(/first line/g)).toHaveLength(1)
  expect(screen.text.match(/second line/g)).toHaveLength(1)
  expect(screen.text).toContain('Working')
  expect(screen.text.lastIndexOf('\u001B[?25h')).toBeGreaterThan(screen.text.lastIndexOf('\u001B[?25l'))
})

test('live without colour', async () => {
  const { screen, place: where } = place({ TERM: 'xterm', NO_COLOR: '1' })
  const view = await chooseView(where, { plain: false, frame: 'fleet' })
  view.take(working('x'))
  await view.close()
  expect(screen.text).toContain('Working')
  // oxlint-disable-next-line no-control-regex
  expect(screen.text).not.toMatch(/\u001B\[[0-9;]*m/)
})

class Keys extends PassThrough {
  readonly isTTY = true
  setRawMode(): this {
    return this
  }
  ref(): void {}
  unref(): void {}
}

test.each([
  ['q', 'q'],
  ['Ctrl-C', '\u0003'],
])('%s asks for the end', async (_, key) => {
  const { screen, place: where } = place({ TERM: 'xterm' })
  const stdin = new Keys()
  const onQuit = vi.fn<() => void>()
  const streams = { ...where.streams, stdin }
  const view = openLiveView({ streams, terminal: where.stdout, Frame: FleetFrame, now: where.now, onQuit })
  view.take(working('x'))
  await vi.waitFor(() => expect(screen.text).toContain('ends this view'))
  stdin.write(key)
  await vi.waitFor(() => expect(onQuit).toHaveBeenCalledOnce())
  await view.close()
})

test('keys go down and up', async () => {
  const { screen, place: where } = place({ TERM: 'xterm', NO_COLOR: '1' })
  const stdin = new Keys()
  const streams = { ...where.streams, stdin }
  const view = openLiveView({
    streams,
    terminal: where.stdout,
    Frame: FleetFrame,
    now: where.now,
    onQuit: vi.fn<() => void>(),
  })
  for (let i = 0; i < 20; i++) view.take(working(`p${i}`))
  await vi.waitFor(() => expect(screen.text).toContain('15 more'))
  stdin.write('\u001B[6~')
  await vi.waitFor(() => expect(screen.text).toContain('5 above, 10 more'))
  stdin.write('\u001B[A')
  await vi.waitFor(() => expect(screen.text).toContain('4 above, 11 more'))
  await view.close()
})

describe('coalesce', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('many changes are one call in each interval', () => {
    let calls = 0
    const { poke, end } = coalesce(() => calls++, 100)
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
