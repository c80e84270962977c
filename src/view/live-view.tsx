import chalk from 'chalk'
import { render, useInput, useStdout, type Key } from 'ink'
import { useEffect, type ComponentType } from 'react'
import type { Streams, Terminal } from '../terminal.ts'
import { coalesce } from './coalesce.ts'
import { roomIn, type FrameProps } from './fleet-frame.tsx'
import { noFleet, reduceFleet, rowsShown, scrolled, type FleetEvent, type FleetState } from './fleet-state.ts'
import type { FleetView } from './fleet-view.ts'

export interface LiveOptions {
  readonly streams: Streams
  readonly terminal: Terminal
  readonly Frame: ComponentType<FrameProps>
  now(): number
  /** The user wants it to end, by q or Ctrl-C. */
  onQuit(): void
}

const frameMilliseconds = 100

/** Draws the newest state on a terminal, at most ten times a second; printed lines scroll away above it. */
export function openLiveView({ streams, terminal, Frame, now, onQuit }: LiveOptions): FleetView {
  // Ink colours with this one, which does not know NO_COLOR.
  chalk.level = terminal.colour ? (Math.max(1, chalk.level) as typeof chalk.level) : 0
  let state: FleetState = noFleet
  let lines: string[] = []
  const hasKeys = streams.stdin.isTTY === true
  let isLast = false
  let top = 0
  const screenRows = () => streams.stdout.rows ?? 24
  const draw = () => {
    const printed = lines
    lines = []
    const size = { width: streams.stdout.columns ?? 80, height: screenRows() }
    const frame = { state, now: now(), ...size, top, hasKeys, isLast }
    return <Screen Frame={Frame} frame={frame} printed={printed} onQuit={onQuit} onScroll={scroll} />
  }
  const scroll = (step: 'line' | 'page', sign: 1 | -1) => {
    const room = roomIn(screenRows())
    const by = sign * (step === 'line' ? 1 : Math.max(1, rowsShown(state, room)))
    top = scrolled(state, { top, by, room })
    frames.poke()
  }
  const ink = render(draw(), {
    stdout: streams.stdout as NodeJS.WriteStream,
    stdin: streams.stdin as NodeJS.ReadStream,
    stderr: streams.stderr as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    maxFps: 1000 / frameMilliseconds,
  })
  const frames = coalesce(() => ink.rerender(draw()), frameMilliseconds)
  const clock = setInterval(() => frames.poke(), 1000)
  return {
    take(event: FleetEvent) {
      state = reduceFleet(state, event)
      frames.poke()
    },
    print(line: string) {
      lines.push(line)
      frames.poke()
    },
    async close() {
      clearInterval(clock)
      isLast = true
      frames.poke()
      frames.end()
      await ink.waitUntilRenderFlush()
      ink.unmount()
      await ink.waitUntilExit()
    },
  }
}

interface ScreenProps {
  readonly Frame: ComponentType<FrameProps>
  readonly frame: FrameProps
  /** New with each drawing. */
  readonly printed: readonly string[]
  onQuit(): void
  onScroll(step: 'line' | 'page', sign: 1 | -1): void
}

function Screen({ Frame, frame, printed, onQuit, onScroll }: ScreenProps) {
  const { write } = useStdout()
  const onKey = (input: string, key: Key) => {
    // Ink takes all keys then, Ctrl-C too.
    if (input === 'q' || (key.ctrl && input === 'c')) onQuit()
    if (key.upArrow || key.downArrow) onScroll('line', key.upArrow ? -1 : 1)
    if (key.pageUp || key.pageDown) onScroll('page', key.pageUp ? -1 : 1)
  }
  useInput(onKey, { isActive: frame.hasKeys === true })
  useEffect(() => {
    if (printed.length > 0) write(`${printed.join('\n')}\n`)
  }, [printed, write])
  return <Frame {...frame} />
}
