/** Text from outside, made safe where it is shown: names, messages and logs of agents, servers and users. */

const ascii = /^[ -~]*$/

/** One line for a message: no control, direction or invisible characters, white space collapsed, cut to a length. */
export function sanitizeLine(text: string, max = 200): string {
  const line = text.replaceAll(/\s+/gu, ' ')
  // Most text is ASCII, and the first use of the whole alphabet takes milliseconds.
  const clean = (ascii.test(line) ? line : line.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '')).trim()
  const letters = [...clean]
  return letters.length <= max ? clean : `${letters.slice(0, max - 1).join('')}…`
}

/** A value as somebody gave it, for the problem found in it: a question mark stands where a character cannot be shown. */
export function maskUnprintable(text: string, max = 100): string {
  return text.replaceAll(/[^\u0020-\u007e\u00a0-\uffff]/gu, '?').slice(0, max)
}

/** A condition's message: what others wrote may hold control characters, and messages end up on terminals. */
export function sanitizeMessage(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 8192)
}

// Colours say nothing that harms, and agents print many: they go without a trace. What stays is shown, not obeyed.
// oxlint-disable-next-line no-control-regex
const colours = /\u001B\[[0-9;:]*m/g
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** What a terminal is sent: control characters become visible ones. Line ends too, unless the text is `multiline`. */
export function sanitizeForTerminal(text: string, { multiline = false } = {}): string {
  if (ascii.test(text)) return text
  if (multiline)
    return text
      .split(/\r?\n/)
      .map((line) => sanitizeForTerminal(line))
      .join('\n')
  return text.replace(colours, '').replace(controls, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\uFFFD'
  })
}
