import { on } from 'node:events'
import type { Output } from '../terminal.ts'

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** The size of the terminal now, and again whenever it changes. */
export async function* terminalSizes(stream: Output, signal: AbortSignal): AsyncGenerator<TerminalSize> {
  const size = () => ({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 })
  yield size()
  try {
    for await (const _ of on(stream as unknown as NodeJS.EventEmitter, 'resize', { signal })) yield size()
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
