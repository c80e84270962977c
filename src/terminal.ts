/** What is known of the terminal, and how many of its cells a text takes. */
import { Chalk } from 'chalk'

/** A stream that is written to; `columns` and `rows` only where it is a terminal. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  /** More was written than its reader has taken. */
  readonly writableNeedDrain?: boolean
  write(text: string): unknown
}

export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
}

export type Style = 'bold' | 'dim' | 'inverse' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta'

/** How one stream is written to. */
export interface Terminal {
  readonly isTerminal: boolean
  /** Undefined where nothing may be cut. */
  readonly width: number | undefined
  readonly height: number
  readonly colour: boolean
  paint(style: Style, text: string): string
}

/** Always in colour, because it does not know NO_COLOR: whether at all is decided here. */
const chalk = new Chalk({ level: 1 })

type EnvironmentVariables = Readonly<Record<string, string | undefined>>

export function terminalOf(stream: Output, env: EnvironmentVariables, colourAllowed = true): Terminal {
  const isTerminal = stream.isTTY === true
  const colour = colourAllowed && wantsColour(isTerminal, env)
  return {
    isTerminal,
    width: isTerminal ? (stream.columns ?? 80) : undefined,
    height: stream.rows ?? 24,
    colour,
    paint: (style, text) => (colour ? chalk[style](text) : text),
  }
}

/** NO_COLOR wins (no-color.org); FORCE_COLOR colours a pipe too. */
function wantsColour(isTerminal: boolean, env: EnvironmentVariables): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}

const ascii = /^[ -~]*$/

// Code points that take two cells: CJK, Hangul, full-width forms, emoji. By hand: string-width counts joined emoji
// as one, which many terminals draw one by one.
const wide =
  /[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F265}\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u
const nothing = /[\p{Mn}\p{Me}\p{Cf}]/u

/** How many cells of a terminal a text takes, without colours in it. */
export function cells(text: string): number {
  if (ascii.test(text)) return text.length
  let count = 0
  for (const character of text) count += nothing.test(character) ? 0 : wide.test(character) ? 2 : 1
  return count
}

/** The text, cut to so many cells with an ellipsis. */
export function fit(text: string, width: number): string {
  if (cells(text) <= width) return text
  if (width <= 0) return ''
  let taken = ''
  let count = 0
  for (const character of text) {
    count += cells(character)
    if (count > width - 1) break
    taken += character
  }
  return `${taken}…`
}
