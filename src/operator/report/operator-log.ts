/**
 * The operator's log: one line for each thing that happens, for people or, as JSON, for programs. By hand: pino brings
 * eleven packages with worker threads and file streams, for what are a few lines a second to stderr.
 */
import { sanitizeLine } from '../../text/sanitize.ts'

export const logFormats = ['text', 'json'] as const
export type LogFormat = (typeof logFormats)[number]

const levels = ['debug', 'info', 'warn', 'error'] as const
type Level = (typeof levels)[number]

/** What a line is about, by name; one without a value is left out. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export type OperatorLog = Readonly<Record<Level, (message: string, fields?: LogFields) => void>>

export interface LogOptions {
  readonly format: LogFormat
  /** Whether lines of level debug are written. */
  readonly verbose: boolean
  write(line: string): void
  now?(): Date
}

/** Limits of a message and of a field, in characters: what servers and agents write has any length. */
const longestMessage = 1000
const longestField = 300

/** Lines are `TIME LEVEL message name=value …`, or JSON objects of `time`, `level`, `message` and the fields. */
export function openLog({ format, verbose, write, now = () => new Date() }: LogOptions): OperatorLog {
  return perLevel((level, message, fields) => {
    if (level === 'debug' && !verbose) return
    const line = { time: now().toISOString(), level, message: sanitizeLine(message, longestMessage) }
    const said = sanitized(fields)
    write(format === 'json' ? JSON.stringify({ ...line, ...said, ...line }) : textOf(line, said))
  })
}

/** A log of which only warnings and errors are heard, with the polecat's name: local mode tells the rest in its own way. */
export function noticeLog(notice: (line: string) => void): OperatorLog {
  return perLevel((level, message, { polecat }) => {
    const about = polecat === undefined ? '' : `${polecat}: `
    if (level === 'warn' || level === 'error') notice(about + sanitizeLine(message, longestMessage))
  })
}

function perLevel(say: (level: Level, message: string, fields: LogFields) => void): OperatorLog {
  const entries = levels.map((level) => [level, (message: string, fields = {}) => say(level, message, fields)])
  return Object.fromEntries(entries) as OperatorLog
}

type Said = Record<string, string | number | boolean>

function sanitized(fields: LogFields): Said {
  const said: Said = {}
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) said[name] = typeof value === 'string' ? sanitizeLine(value, longestField) : value
  return said
}

function textOf({ time, level, message }: Record<'time' | 'level' | 'message', string>, fields: Said): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${quotedWhereNeeded(String(value))}`)
  return [time, level.toUpperCase().padEnd(5), message, ...pairs].join(' ')
}

function quotedWhereNeeded(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}
