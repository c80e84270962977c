import type { FleetEvent } from './fleet-state.ts'

/** One of the two views of a fleet: a live one on a terminal, plain lines elsewhere. */
export interface FleetView {
  take(event: FleetEvent): void
  /** A line that stays. */
  print(line: string): void
  close(): Promise<void>
}
