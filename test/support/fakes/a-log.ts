import { openLog, type OperatorLog } from '../../../src/operator/report/operator-log.ts'

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly [field: string]: unknown
}

/** An operator's log whose lines are kept, those of level debug too. */
export function aLog(): { readonly log: OperatorLog; readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const write = (line: string) => lines.push(JSON.parse(line) as LogLine)
  return { log: openLog({ format: 'json', verbose: true, write }), lines }
}
