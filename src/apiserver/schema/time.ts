/** Times of built-in types: RFC 3339, and what is wrong with one in the words of Go's `time.Parse`. */

const layout = '2006-01-02T15:04:05Z07:00'

/** The parts of the layout one after the other, and what may stand for each. */
const parts: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^(0[1-9]|1[0-2])/],
  ['-', /^-/],
  ['02', /^(0[1-9]|[12]\d|3[01])/],
  ['T', /^T/],
  ['15', /^([01]\d|2[0-3])/],
  [':', /^:/],
  ['04', /^[0-5]\d/],
  [':', /^:/],
  ['05', /^[0-5]\d(\.\d+)?/],
  ['Z07:00', /^(Z|[+-]\d\d:\d\d)/],
]

/** Undefined where it is a time. */
export function timeProblem(text: string): string | undefined {
  const say = (why: string) => `parsing time ${JSON.stringify(text)} as "${layout}": ${why}`
  let rest = text
  for (const [part, pattern] of parts) {
    const [found] = pattern.exec(rest) ?? []
    if (found === undefined) return say(`cannot parse ${JSON.stringify(rest)} as "${part}"`)
    rest = rest.slice(found.length)
  }
  return rest === '' ? undefined : say(`extra text: ${JSON.stringify(rest)}`)
}
