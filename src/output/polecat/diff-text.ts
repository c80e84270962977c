import type { Style, Terminal } from '../../terminal.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'

const styles: readonly (readonly [RegExp, Style])[] = [
  [/^(diff |index |--- |\+\+\+ |new file|deleted file)/, 'bold'],
  [/^@@/, 'cyan'],
  [/^\+/, 'green'],
  [/^-/, 'red'],
]

/** How a line of a difference is painted. */
export function diffStyle(line: string): Style | undefined {
  return styles.find(([pattern]) => pattern.test(line))?.[1]
}

/** A difference for a terminal, which an agent's bytes must not drive. */
export function diffText(diff: string, terminal: Terminal): string {
  return diff
    .split('\n')
    .map((line) => {
      const style = diffStyle(line)
      return style === undefined ? sanitizeForTerminal(line) : terminal.paint(style, sanitizeForTerminal(line))
    })
    .join('\n')
}
