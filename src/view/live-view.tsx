import chalk from 'chalk'
import { render, useInput, useStdout } from 'ink'
import { useEffect, type ComponentType } from 'react'
import type { Streams, Terminal } from '../terminal.ts'
import { coalesce } from './coalesce.ts'
import type { FrameProps } from './fleet-frame.tsx'
import { noFleet, reduceFleet, type FleetEvent, type FleetState } from './fleet-state.ts'
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
  const draw = () => {
    const printed = lines
    lines = []
    const size = { width: streams.stdout.columns ?? 80, height: streams.stdout.rows ?? 24 }
    const frame = { state, now: now(), ...size, isLast }
    return <Screen Frame={Frame} frame={frame} printed={printed} hasKeys={hasKeys} onQuit={onQuit} />
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
  readonly hasKeys: boolean
  onQuit(): void
}

function Screen({ Frame, frame, printed, hasKeys, onQuit }: ScreenProps) {
  const { write } = useStdout()
  // Ink takes all keys then, Ctrl-C too.
  useInput((input, key) => void ((input === 'q' || (key.ctrl && input === 'c')) && onQuit()), { isActive: hasKeys })
  useEffect(() => {
    if (printed.length > 0) write(`${printed.join('\n')}\n`)
  }, [printed, write])
  return <Frame {...frame} />
}
