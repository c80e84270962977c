/** Lines on a terminal, drawn again when they change; Ink draws them and restores the screen. */
import { Box, render, Text, useApp, useStdout } from 'ink'
import { memo, useEffect, useLayoutEffect } from 'react'
import type { Keyboard } from '../keyboard.ts'
import type { Streams } from '../terminal.ts'
import { coalesce } from './coalesce.ts'
import type { Size } from './fleet-layout.ts'
import { openLiveKeys } from './live-keys.ts'
import type { KeyName } from './screen-keys.ts'
import { onContinue, stopJob } from './stop-job.ts'

export interface LiveScreenOptions {
  readonly streams: Streams
  /** On the terminal's other screen, which leaves no trace; else below what is printed. */
  readonly alternate: boolean
  /** Fewer than the terminal has; colours are in them. */
  lines(size: Size): readonly string[]
  /** What `lines` gave last is on the screen. */
  onDrawn?(): void
  onKey(key: KeyName): void
  onPaste?(text: string): void
  /** There will be no further keys: the terminal is gone. */
  onKeysEnd(): void
  /** Called when the screen can draw no more, and has restored the terminal. */
  onCrash(error: unknown): void
}

export interface LiveScreen {
  readonly hasKeys: boolean
  size(): Size
  /** Something changed: it is drawn soon. */
  requestRender(): void
  /** No further key is read: those behind the last one are for whoever reads the terminal next. */
  stopKeys(): void
  /** A line that stays, above what is drawn. */
  print(line: string): void
  /** Restores the terminal; these lines stay on it, or what was drawn last. */
  close(last?: readonly string[]): Promise<void>
}

/** At most five frames a second come from changes: nobody reads faster, and each costs milliseconds. Keys do not wait. */
const frameMs = 200

const homeAndEraseDown = '\u001B[H\u001B[J'

export function openLiveScreen(options: LiveScreenOptions): LiveScreen {
  const { streams, alternate } = options
  const stdout = streams.stdout as NodeJS.WriteStream
  const hasKeys = streams.stdin.isTTY === true
  const size = (): Size => ({ width: stdout.columns || 80, height: stdout.rows || 24 })
  let drawn: string | undefined
  let printed: string[] = []
  let isOver = false
  let suspend: Suspend | undefined
  let keys: Keyboard | undefined
  const onApp = (app: { readonly suspendTerminal: Suspend }) => {
    suspend = app.suspendTerminal
  }
  // Whatever ends it, also a signal that ends the process.
  const onGone = () => keys?.close()
  const frame = () => {
    const lines = options.lines(size())
    const text = lines.join('\n')
    // Most changes are of polecats that are not on the screen.
    if (text === drawn && printed.length === 0) return undefined
    drawn = text
    const element = <Screen lines={lines} printed={printed} onApp={onApp} onGone={onGone} />
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
  const crash = (error: unknown) => {
    if (isOver) return
    isOver = true
    ink.unmount()
    options.onCrash(error)
  }
  void ink.waitUntilExit().catch(crash)
  const draw = () => {
    if (isOver) return
    try {
      const element = frame()
      if (element !== undefined) ink.rerender(element)
      options.onDrawn?.()
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
  const frames = coalesce(draw, frameMs)
  // What was typed at once is answered with one frame.
  let nextDraw: NodeJS.Immediate | undefined
  const drawSoon = () => {
    nextDraw ??= setImmediate(() => {
      nextDraw = undefined
      draw()
    })
  }
  let takesKeys = hasKeys
  const openKeys = () => {
    if (!takesKeys || isOver) return
    keys = openLiveKeys(streams, {
      onKey(key) {
        if (key === 'ctrl-z') return void giveWay(stopJob)
        options.onKey(key)
        drawSoon()
      },
      onPaste(text) {
        options.onPaste?.(text)
        drawSoon()
      },
      onEnd: options.onKeysEnd,
    })
  }
  /** Leaves the terminal to others for as long as `others` takes. */
  const giveWay = async (others: () => Promise<void>) => {
    const wasRead = keys
    if (suspend === undefined || wasRead === undefined) return
    keys = undefined
    await suspend(async () => {
      wasRead.close()
      await others()
    })
    openKeys()
    if (alternate) drawAnew()
  }
  openKeys()
  const offContinue = onContinue(() => void giveWay(async () => undefined))
  const clock = setInterval(() => frames.request(), 1000)
  // Before Ink's own: what it draws then is of the new size already.
  const onResize = alternate ? drawAnew : draw
  stdout.prependListener?.('resize', onResize)
  return {
    hasKeys,
    size,
    requestRender: () => frames.request(),
    stopKeys() {
      takesKeys = false
      keys?.stop()
    },
    print(line) {
      printed.push(line)
      frames.request()
    },
    async close(last) {
      clearInterval(clock)
      clearImmediate(nextDraw)
      offContinue()
      stdout.off?.('resize', onResize)
      frames.end()
      if (isOver) return
      if (!alternate) draw()
      isOver = true
      await ink.waitUntilRenderFlush()
      ink.unmount()
      await ink.waitUntilExit().catch(() => undefined)
      if (last !== undefined) stdout.write(last.map((line) => `${line}\n`).join(''))
    },
  }
}

type Suspend = (others: () => Promise<void>) => Promise<void>

interface ScreenProps {
  readonly lines: readonly string[]
  /** New with each drawing. */
  readonly printed: readonly string[]
  onApp(app: { readonly suspendTerminal: Suspend }): void
  onGone(): void
}

function Screen({ lines, printed, onApp, onGone }: ScreenProps) {
  const { write } = useStdout()
  const app = useApp()
  useLayoutEffect(() => onApp(app), [app, onApp])
  useLayoutEffect(() => onGone, [onGone])
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
