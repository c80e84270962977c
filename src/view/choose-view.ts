import type { Printer } from '../output/printer.ts'
import type { Streams } from '../terminal.ts'
import type { FleetView } from './fleet-view.ts'
import { openPlainView } from './plain-view.ts'

export interface ViewPlace extends Printer {
  readonly streams: Streams
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Whether a live view can be drawn: on a terminal that can move its cursor, and not in CI. */
export function canBeLive({ stdout, env }: ViewPlace): boolean {
  return stdout.isTerminal && env.TERM !== 'dumb' && (env.CI === undefined || env.CI === '' || env.CI === 'false')
}

/** The live view on a terminal, else plain lines. */
export async function chooseView(
  place: ViewPlace,
  { plain, frame }: { readonly plain: boolean; readonly frame: 'follow' | 'fleet' },
): Promise<FleetView> {
  if (plain || !canBeLive(place)) return openPlainView(place)
  // Ink and React are loaded by nothing else.
  const [{ openLiveView }, { FollowFrame }, { FleetFrame }] = await Promise.all([
    import('./live-view.tsx'),
    import('./follow-frame.tsx'),
    import('./fleet-frame.tsx'),
  ])
  return openLiveView({
    streams: place.streams,
    terminal: place.stdout,
    Frame: frame === 'follow' ? FollowFrame : FleetFrame,
    now: place.now,
    // As Ctrl-C does where the terminal sees to it.
    onQuit: () => void process.kill(process.pid, 'SIGINT'),
  })
}
