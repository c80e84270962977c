import type { FleetEvent } from './fleet-state.ts'

/** One of the views of a fleet: live ones on a terminal, plain lines elsewhere. */
export interface FleetView {
  take(event: FleetEvent): void
  /** A line that stays. */
  print(line: string): void
  /** The user has pressed a key: it is not for the view to end by itself. */
  readonly inUse: boolean
  close(): Promise<void>
}

/** How a user ends a view. */
export interface ViewEnd {
  /** By q; or, with an error, because it cannot go on. */
  onQuit(error?: unknown): void
  /** By Ctrl-C, where the terminal does not see to it. */
  onInterrupt(): void
}

/** The polecat that the user has seen, so that no other one is meant by its name later. */
export interface Target {
  readonly name: string
  readonly preconditions: { readonly uid: string | undefined; readonly attempt: number | undefined }
}

/** What can be done to a polecat from a view. All reject with words for the user. */
export interface FleetActions {
  /** Resolves with what has happened. */
  terminate(target: Target): Promise<string>
  retry(target: Target): Promise<string>
  /** Resolves when the log has ended. */
  log(name: string, sink: TextSink): Promise<void>
  diff(name: string, sink: TextSink): Promise<void>
}

/** Where the lines of a text go, until the signal comes. */
export interface TextSink {
  line(text: string): void
  /** About the text, not of it. */
  notice(text: string): void
  readonly signal: AbortSignal
}
