/** What git reads from its standard input, and writes into its files: one word a line. */
export function linesOf(words: Iterable<string>): string {
  return Array.from(words, (word) => `${word}\n`).join('')
}
