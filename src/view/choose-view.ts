import type { Whose } from '../output/polecat/no-polecats.ts'
import type { Printer } from '../output/printer.ts'
import type { Streams } from '../terminal.ts'
import type { FleetActions, FleetView, ViewEnd } from './fleet-view.ts'
import { openPlainView } from './plain-view.ts'

export interface ViewPlace extends Printer {
  readonly streams: Streams
  readonly env: Readonly<Record<string, string | undefined>>
  /** Gives words with commands that look where the view looks. */
  placed(words: string): string
}

/** Whether a live view can be drawn: on a terminal that can move its cursor, and not in CI. */
export function canBeLive({ stdout, env }: ViewPlace): boolean {
  return stdout.isTerminal && env.TERM !== 'dumb' && (env.CI === undefined || env.CI === '' || env.CI === 'false')
}

// Ink and React are loaded by nothing else.

/** Lines of agents as they come, with how they stand: live on a terminal, else plain. */
export async function openFollow(
  place: ViewPlace,
  { plain, end }: { readonly plain: boolean; readonly end: ViewEnd },
): Promise<FleetView> {
  if (plain || !canBeLive(place)) return openPlainView(place)
  const { openLiveFollow } = await import('./live-follow.ts')
  return openLiveFollow({ streams: place.streams, terminal: place.stdout, end, now: place.now })
}

/**
 * A fleet on a terminal. `scope`: whose polecats they are, where they are not named. `onShown` is told who is on the screen,
 * whenever that changes.
 */
export async function openFleet(
  place: ViewPlace,
  given: {
    readonly actions: FleetActions
    readonly end: ViewEnd
    readonly scope: Whose | undefined
    onShown(names: readonly string[]): void
  },
): Promise<FleetView> {
  const { openLiveFleet } = await import('./live-fleet.ts')
  const { streams, stdout, now, notice, placed } = place
  return openLiveFleet({ streams, terminal: stdout, now, notice, placed, ...given })
}
