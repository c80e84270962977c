/** Lines on a terminal, drawn again when they change; Ink draws them, reads the keys and restores the terminal. */
import { Box, render, Text, useInput, useStdout, type Key } from 'ink'
import { memo, useEffect } from 'react'
import type { Streams } from '../terminal.ts'
import { coalesce } from './coalesce.ts'
import type { Size } from './fleet-layout.ts'
import { keysOf, type KeyName } from './screen-keys.ts'

export interface LiveScreenOptions {
  readonly streams: Streams
  /** On the terminal's other screen, which leaves no trace; else below what is printed. */
  readonly alternate: boolean
  /** Fewer than the terminal has; colours are in them. */
  lines(size: Size): readonly string[]
  /** What was pressed at once. */
  onKeys(keys: readonly KeyName[]): void
  /** It can draw no more, and has restored the terminal. */
  onCrash(error: unknown): void
}

export interface LiveScreen {
  readonly hasKeys: boolean
  size(): Size
  /** Something changed: it is drawn soon. */
  poke(): void
  /** Draws at once: somebody waits for it. */
  draw(): void
  /** A line that stays, above what is drawn. */
  print(line: string): void
  /** Restores the terminal; these lines stay on it, or what was drawn last. */
  close(last?: readonly string[]): Promise<void>
}

/** At most five frames a second come from changes: nobody reads faster, and each costs milliseconds. Keys do not wait. */
const frameMilliseconds = 200

const homeAndEraseDown = '\u001B[H\u001B[J'

export function openLiveScreen(options: LiveScreenOptions): LiveScreen {
  const { streams, alternate } = options
  const stdout = streams.stdout as NodeJS.WriteStream
  const hasKeys = streams.stdin.isTTY === true
  const size = (): Size => ({ width: stdout.columns || 80, height: stdout.rows || 24 })
  let drawn: string | undefined
  let printed: string[] = []
  const frame = () => {
    const lines = options.lines(size())
    const text = lines.join('\n')
    // Most changes are of polecats that are not on the screen.
    if (text === drawn && printed.length === 0) return undefined
    drawn = text
    const element = <Screen lines={lines} printed={printed} hasKeys={hasKeys} onKeys={options.onKeys} />
    printed = []
    return element
  }
  const ink = render(null, {
    stdout,
    stdin: streams.stdin as NodeJS.ReadStream,
    stderr: streams.stderr as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    alternateScreen: alternate,
    incrementalRendering: true,
    // A key is answered at once; what changes by itself is coalesced here.
    maxFps: 1000,
  })
  let hasCrashed = false
  const crash = (error: unknown) => {
    if (hasCrashed) return
    hasCrashed = true
    ink.unmount()
    options.onCrash(error)
  }
  void ink.waitUntilExit().catch(crash)
  const draw = () => {
    if (hasCrashed) return
    try {
      const element = frame()
      if (element !== undefined) ink.rerender(element)
    } catch (error) {
      crash(error)
    }
  }
  // The other screen begins where the cursor was on the first, and after a new size nobody knows where it is.
  const drawAnew = () => {
    ink.clear()
    if (alternate) stdout.write(homeAndEraseDown)
    drawn = undefined
    draw()
  }
  drawAnew()
  const frames = coalesce(draw, frameMilliseconds)
  const clock = setInterval(() => frames.poke(), 1000)
  // Before Ink's own: what it draws then is of the new size already.
  const onResize = alternate ? drawAnew : draw
  stdout.prependListener?.('resize', onResize)
  return {
    hasKeys,
    size,
    poke: () => frames.poke(),
    draw,
    print(line) {
      printed.push(line)
      frames.poke()
    },
    async close(last) {
      clearInterval(clock)
      stdout.off?.('resize', onResize)
      frames.end()
      if (hasCrashed) return
      if (!alternate) draw()
      await ink.waitUntilRenderFlush()
      ink.unmount()
      await ink.waitUntilExit().catch(() => undefined)
      if (last !== undefined) stdout.write(last.map((line) => `${line}\n`).join(''))
    },
  }
}

interface ScreenProps {
  readonly lines: readonly string[]
  /** New with each drawing. */
  readonly printed: readonly string[]
  readonly hasKeys: boolean
  onKeys(keys: readonly KeyName[]): void
}

function Screen({ lines, printed, hasKeys, onKeys }: ScreenProps) {
  const { write } = useStdout()
  const onInput = (input: string, key: Key) => {
    const keys = keysOf(input, key)
    if (keys.length > 0) onKeys(keys)
  }
  useInput(onInput, { isActive: hasKeys })
  useEffect(() => {
    if (printed.length > 0) write(`${printed.join('\n')}\n`)
  }, [printed, write])
  return <Lines lines={lines} />
}

/** One line of the screen each, whatever is in them. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Box flexDirection="column">
      {lines.map((line, i) => (
        <Line key={i} line={line} />
      ))}
    </Box>
  )
}

const Line = memo(({ line }: { readonly line: string }) => <Text wrap="truncate">{line === '' ? ' ' : line}</Text>)
