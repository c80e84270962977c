const plain = /^[ -~]*$/

/** Text from outside as one line that can be shown: no control, direction or invisible characters, cut to a length. */
export function printable(text: string, max = 200): string {
  const line = text.replaceAll(/\s+/gu, ' ')
  // Most text is plain, and the first use of the whole alphabet takes milliseconds.
  const clean = (plain.test(line) ? line : line.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '')).trim()
  const letters = [...clean]
  return letters.length <= max ? clean : `${letters.slice(0, max - 1).join('')}…`
}
