/** The live view of polecats that are followed: their lines as they come, and below how they stand. */
import type { Streams, Terminal } from '../terminal.ts'
import { noFleet, reduceFleet, type FleetEvent, type FleetState } from './fleet-state.ts'
import type { FleetView, ViewEnd } from './fleet-view.ts'
import { followLines } from './follow-lines.ts'
import { openLiveScreen } from './live-screen.tsx'

export interface LiveFollowOptions {
  readonly streams: Streams
  readonly terminal: Terminal
  readonly end: ViewEnd
  now(): number
}

export function openLiveFollow({ streams, terminal, end, now }: LiveFollowOptions): FleetView {
  let state: FleetState = noFleet
  let events: FleetEvent[] = []
  let isLast = false
  const screen = openLiveScreen({
    streams,
    alternate: false,
    lines: (size) => {
      if (events.length > 0) state = reduceFleet(state, events)
      events = []
      const hasKeys = streams.stdin.isTTY === true
      return followLines({ ...size, state, now: now(), paint: terminal.paint, hasKeys, isLast })
    },
    onKey: (key) => {
      if (key !== 'q' && key !== 'ctrl-c') return
      screen.stopKeys()
      if (key === 'q') end.onQuit()
      else end.onInterrupt()
    },
    onKeysEnd: () => end.onQuit(),
    onCrash: (error) => end.onQuit(error),
  })
  return {
    inUse: false,
    take(event) {
      events.push(event)
      screen.requestRender()
    },
    print: (line) => screen.print(line),
    async close() {
      isLast = true
      await screen.close()
    },
  }
}
