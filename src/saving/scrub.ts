/**
 * Takes the values of credentials out of what an agent prints: in every form that is known, with colour codes between
 * their letters, also where a line holds only a longer part of one, as when a program wraps what it prints.
 */
import { formsOf } from './secrets/forms.ts'
import { patternsOf, SecretFinder } from './secrets/finder.ts'
import { PlainBytes } from './secrets/plain-bytes.ts'

export interface Scrubber {
  scrub(text: string): string
  /** Where a text may be cut in two, at most `at` bytes in, so that no form of a value stands on both sides. */
  cut(text: Buffer, at: number): number
}

/** Shorter ones are no secrets, and taking them out would make a text unreadable. */
const leastValue = 8
/** Before a cut, so much of a text is looked through for a value with something between its letters. */
const before = 16_384
/** A part of a value is taken out from this length on. */
const leastPart = 24
const gram = 16
const step = leastPart - gram
const mark = '***'

export function scrubberOf(values: readonly string[]): Scrubber {
  const long = values.filter((value) => value.length >= leastValue)
  const forms = [...new Set(long.flatMap(formsOf).map(String))]
    // The longest first: a shorter one may be a part of it.
    .toSorted((one, other) => other.length - one.length)
  if (forms.length === 0) return { scrub: (text) => text, cut: (_, at) => at }
  const positions = new Map(forms.flatMap((form) => gramsOf(form)))
  const finder = new SecretFinder(long.map((value) => ({ name: '', value })))
  const patterns = long.flatMap(patternsOf)
  return {
    scrub(text) {
      let clean = mayHaveSequences(text) ? withoutColoured(text, finder) : text
      for (const form of forms) clean = clean.replaceAll(form, mark)
      return withoutParts(clean, positions)
    },
    cut(text, at) {
      const starts = forms.map((form) => at - overlap(text.subarray(0, at), Buffer.from(form)))
      return Math.min(at, colouredStart(text.subarray(0, at), patterns), ...starts)
    },
  }
}

function mayHaveSequences(text: string): boolean {
  return text.includes('\u001B') || text.includes('\\')
}

/** Values whose letters have escape sequences between them. */
function withoutColoured(text: string, finder: SecretFinder): string {
  const bytes = Buffer.from(text)
  return finder.scan().add(bytes, true) === undefined ? text : finder.redact(bytes).toString()
}

/** Where what may be the beginning of such a value begins. */
function colouredStart(text: Buffer, patterns: readonly Buffer[]): number {
  const skipped = Math.max(0, text.length - before)
  const window = text.subarray(skipped)
  const plain = Buffer.allocUnsafe(window.length)
  const from = new Int32Array(window.length)
  const { end } = new PlainBytes().add(window, plain, 0, { from })
  const most = Math.max(...patterns.map((pattern) => overlap(plain.subarray(0, end), pattern)))
  return most === 0 ? text.length : skipped + (from[end - most] ?? 0)
}

interface FormPosition {
  readonly form: string
  readonly at: number
}

function gramsOf(form: string): [string, FormPosition][] {
  const count = Math.max(0, form.length - gram + 1)
  return Array.from({ length: count }, (_, at) => [form.slice(at, at + gram), { form, at }])
}

/** A part of that length holds one of the places that are looked at, whole. */
function withoutParts(text: string, positions: ReadonlyMap<string, FormPosition>): string {
  let clean = ''
  let from = 0
  for (let at = 0; at + gram <= text.length; at += step) {
    const position = positions.get(text.slice(at, at + gram))
    if (position === undefined || at < from) continue
    const { start, end } = extent(text, at, position)
    if (end - start < leastPart) continue
    clean += text.slice(from, Math.max(from, start)) + mark
    from = end
  }
  return from === 0 ? text : clean + text.slice(from)
}

function extent(text: string, at: number, position: FormPosition): { start: number; end: number } {
  const { form } = position
  let start = at
  let end = at + gram
  while (start > 0 && position.at - (at - start) > 0 && text[start - 1] === form[position.at - (at - start) - 1])
    start -= 1
  while (end < text.length && text[end] === form[position.at + (end - at)]) end += 1
  return { start, end }
}

/** How many bytes at the end of the text are the beginning of the others. */
function overlap(text: Buffer, bytes: Buffer): number {
  for (let length = Math.min(bytes.length - 1, text.length); length > 0; length -= 1)
    if (text.subarray(text.length - length).equals(bytes.subarray(0, length))) return length
  return 0
}
