/** The live view of a fleet: what is known, where the user is, and what is open, on a screen. */
import { GastownError, messageOf } from '../errors.ts'
import { diffStyle } from '../output/polecat/diff-text.ts'
import type { Whose } from '../output/polecat/no-polecats.ts'
import type { Streams, Terminal } from '../terminal.ts'
import { fleetLines, lastLines, textRoom, type News } from './fleet-lines.ts'
import { ordered } from './fleet-order.ts'
import { firstScreen, windowOf, type FleetScreen, type Rows } from './fleet-place.ts'
import { paste, press, shown, type Command } from './fleet-screen.ts'
import { attend } from './fleet-selection.ts'
import { noFleet, reduceFleet, type FleetEvent, type FleetState } from './fleet-state.ts'
import type { FleetActions, FleetView, ViewEnd } from './fleet-view.ts'
import { openLiveScreen, type LiveScreen } from './live-screen.tsx'
import type { KeyName } from './screen-keys.ts'
import { partsOf } from './fleet-layout.ts'
import { TextPane } from './text-pane.ts'

export interface LiveFleetOptions {
  readonly streams: Streams
  readonly terminal: Terminal
  readonly actions: FleetActions
  readonly end: ViewEnd
  /** Whose polecats they are, where they are not named. */
  readonly scope: Whose | undefined
  now(): number
  /** Gives words with commands that look where the view looks. */
  placed(words: string): string
  /** What is told after the view. */
  notice(line: string): void
  /** Who is on the screen, whenever that changes. */
  onShown(names: readonly string[]): void
}

/** For so long news are told. */
const newsMs = 15_000

export function openLiveFleet(options: LiveFleetOptions): FleetView {
  return new LiveFleet(options)
}

class LiveFleet implements FleetView {
  inUse = false
  private hasCrashed = false
  private isOver = false
  private readonly options: LiveFleetOptions
  private readonly live: LiveScreen
  private state: FleetState = noFleet
  /** Taken, and not yet in the state. */
  private events: FleetEvent[] = []
  private screen: FleetScreen = firstScreen
  private order: { readonly key: readonly unknown[]; readonly names: readonly string[] } | undefined
  private shown = ''
  private news: (News & { readonly at: number }) | undefined
  private open: { readonly pane: TextPane; readonly stop: AbortController } | undefined
  /** What was begun, and has not answered yet; each says in the end what has come of it. */
  private readonly begun = new Set<Promise<News>>()

  constructor(options: LiveFleetOptions) {
    this.options = options
    this.live = openLiveScreen({
      streams: options.streams,
      alternate: true,
      lines: (size) => this.lines(size),
      onDrawn: () => {
        this.screen = shown(this.screen, this.options.now())
      },
      onKey: (key) => this.press(key),
      onPaste: (text) => {
        this.screen = paste(this.screen, text)
      },
      onKeysEnd: () => options.end.onQuit(),
      onCrash: (error) => {
        this.hasCrashed = true
        options.end.onQuit(error)
      },
    })
  }

  take(event: FleetEvent): void {
    this.events.push(event)
    this.live.requestRender()
  }

  print(line: string): void {
    this.tell(line, false)
  }

  async close(): Promise<void> {
    this.open?.stop.abort()
    if (this.hasCrashed) return await this.live.close()
    const [now, size] = [this.options.now(), this.live.size()]
    this.settle(now, size)
    const { paint } = this.options.terminal
    const { scope, placed } = this.options
    const frame = { ...size, now, paint, state: this.state, scope, placed }
    this.isOver = true
    await this.live.close(lastLines({ ...frame, names: ordered(this.state, firstScreen, frame.now) }))
    for (const { text } of await Promise.all(this.begun)) this.options.notice(text)
  }

  private lines(size: { readonly width: number; readonly height: number }): string[] {
    const now = this.options.now()
    const { names } = this.settle(now, size)
    if (this.news !== undefined && now - this.news.at > newsMs) this.news = undefined
    const { state, screen, news } = this
    const hasKeys = this.options.streams.stdin.isTTY === true
    const { terminal, scope, placed } = this.options
    const { paint } = terminal
    this.tellShown(names, partsOf(size.height).capacity)
    return fleetLines({
      ...size,
      now,
      paint,
      placed,
      state,
      scope,
      screen,
      names,
      news,
      hasKeys,
      pane: this.open?.pane,
    })
  }

  private tellShown(names: readonly string[], capacity: number): void {
    const { first } = windowOf(this.screen, { names, capacity })
    const shown = names.slice(first, first + capacity)
    if (shown.join() === this.shown) return
    this.shown = shown.join()
    this.options.onShown(shown)
  }

  /** What has come is in the state, and the selection knows of it. */
  private settle(now: number, { height }: { readonly height: number }): Rows {
    if (this.events.length > 0) this.state = reduceFleet(this.state, this.events)
    this.events = []
    const { polecats } = this.state
    const rows = {
      names: this.names(now),
      capacity: partsOf(height).capacity,
      polecat: (name: string) => polecats.get(name),
    }
    const { screen, told } = attend(this.screen, rows, now)
    this.screen = screen
    if (told !== undefined) this.news = { text: told, isError: true, at: now }
    return rows
  }

  /** In their order; worked out again only when that may have changed. */
  private names(now: number): readonly string[] {
    const { state, screen } = this
    const key = [state, screen.sort, screen.filter, Math.floor(now / 1000)]
    if (this.order === undefined || key.some((part, i) => part !== this.order?.key[i]))
      this.order = { key, names: ordered(state, screen, now) }
    return this.order.names
  }

  private press(key: KeyName): void {
    this.inUse = true
    const now = this.options.now()
    const rows = this.settle(now, this.live.size())
    const { screen, command, told } = press(this.screen, key, rows, now)
    this.screen = screen
    if (told !== undefined) this.tell(told, true)
    if (command !== undefined) this.dispatch(command)
  }

  private dispatch(command: Command): void {
    const { actions, end } = this.options
    switch (command.type) {
      case 'quit':
        this.live.stopKeys()
        return end.onQuit()
      case 'interrupt':
        this.live.stopKeys()
        return end.onInterrupt()
      case 'terminate':
        return this.act(`Terminating ${command.target.name}…`, actions.terminate(command.target))
      case 'retry':
        return this.act(`Retrying ${command.target.name}…`, actions.retry(command.target))
      case 'log':
        return this.read(new TextPane(`Log of ${command.name}`, 'end'), (sink) => actions.log(command.name, sink))
      case 'diff':
        return this.read(
          new TextPane(`Work of ${command.name}`, 'start'),
          (sink) => actions.diff(command.name, sink),
          diffStyle,
        )
      case 'scroll':
        return this.open?.pane.scroll(command.by, textRoom(this.live.size().height))
      case 'close':
        this.open?.stop.abort()
        this.open = undefined
    }
  }

  private act(words: string, done: Promise<string>): void {
    this.tell(words, false)
    const outcome = done.then(
      (text): News => ({ text, isError: false }),
      (error: unknown): News => ({ text: wordsOf(error), isError: true }),
    )
    this.begun.add(outcome)
    void this.answered(outcome)
  }

  private async answered(outcome: Promise<News>): Promise<void> {
    const { text, isError } = await outcome
    // Whoever has left by then is told by close().
    if (this.isOver) return
    this.begun.delete(outcome)
    this.tell(text, isError)
  }

  private tell(text: string, isError: boolean): void {
    this.news = { text, isError, at: this.options.now() }
    this.live.requestRender()
  }

  private read(
    pane: TextPane,
    reading: (sink: Parameters<FleetActions['log']>[1]) => Promise<void>,
    style: typeof diffStyle = () => undefined,
  ): void {
    const stop = new AbortController()
    this.open = { pane, stop }
    const add = (text: string, ownStyle = style(text)) => {
      pane.add([{ text, style: ownStyle }])
      this.live.requestRender()
    }
    const sink = { line: (text: string) => add(text), notice: (text: string) => add(text, 'dim'), signal: stop.signal }
    reading(sink).then(
      () => add('— end —', 'dim'),
      (error: unknown) => {
        if (!stop.signal.aborted) add(this.options.placed(wordsOf(error)), 'red')
      },
    )
  }
}

/** An error, with the first thing that can be done about it. */
function wordsOf(error: unknown): string {
  const hint = error instanceof GastownError ? error.hints[0] : undefined
  return hint === undefined ? messageOf(error) : `${messageOf(error)}. ${hint}`
}
