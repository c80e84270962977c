/** Foreign words as part of a frame, where each cell counts. */
import { cells, fit } from '../terminal.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

// Joiners and variation selectors: terminals do not agree on how wide what they join is.
const ignorable = /\p{Default_Ignorable_Code_Point}/gu

/** On one line: white space, tabs and line ends too, becomes single spaces; control characters become visible. */
export function flat(text: string): string {
  return sanitizeForTerminal(text.trim().replaceAll(/\s+/g, ' ')).replaceAll(ignorable, '')
}

/** As it stands, but for tabs. */
export function untabbed(line: string): string {
  const text = sanitizeForTerminal(line).replaceAll(ignorable, '')
  if (!text.includes('\t')) return text
  let shown = ''
  for (const piece of text.split(/(\t)/)) shown += piece === '\t' ? ' '.repeat(8 - (cells(shown) % 8)) : piece
  return shown
}

/** Exactly so many cells. */
export function column(text: string, width: number): string {
  const shown = fit(text, width)
  return shown + ' '.repeat(Math.max(0, width - cells(shown)))
}

/** The text in pieces of at most so many cells, broken at spaces where there are some. */
export function wrapped(text: string, width: number): string[] {
  if (cells(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  let count = 0
  for (const character of text) {
    const more = cells(character)
    if (count + more > width && line !== '') {
      const space = character === ' ' ? line.length : line.lastIndexOf(' ')
      // A word that is longer than half a line is broken itself.
      const at = space > line.length / 2 ? space : line.length
      lines.push(line.slice(0, at))
      line = line.slice(at).trimStart()
      count = cells(line)
      if (character === ' ' && line === '') continue
    }
    line += character
    count += more
  }
  if (line !== '') lines.push(line)
  return lines
}
