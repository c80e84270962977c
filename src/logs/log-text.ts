import type { LogItem } from '../kube/client.ts'
import { neutralise } from '../terminal.ts'

export interface LogStyle {
  readonly timestamps: boolean
  /** Exactly as the container wrote it; only where no terminal reads it. */
  readonly raw: boolean
  /** Named in front of each line, where there are several. */
  readonly source?: string
}

/** One line as it is printed; a gap is told by `gapText`. */
export function lineText({ time, text }: Extract<LogItem, { type: 'line' }>, style: LogStyle): string {
  const words = style.raw ? text : neutralise(text)
  return [style.source && `[${style.source}]`, style.timestamps ? time : undefined, words]
    .filter((part) => part !== undefined)
    .join(' ')
}

export function gapText({ reason }: Extract<LogItem, { type: 'gap' }>, { source }: LogStyle): string {
  return `${source === undefined ? '' : `[${source}] `}lines may be missing here: ${neutralise(reason)}`
}
