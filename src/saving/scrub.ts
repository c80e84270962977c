/**
 * Takes the values of credentials out of what an agent prints: as they are, in base64 and in URLs, also where a line
 * holds only a longer part of one, as when a program wraps what it prints.
 */
export interface Scrubber {
  scrub(text: string): string
  /** Where a text may be cut in two, at most `at` bytes in, so that no form of a value stands on both sides. */
  cut(text: Buffer, at: number): number
}

/** Shorter ones are no secrets, and taking them out would make a text unreadable. */
const leastValue = 8
/** A part of a value is taken out from this length on. */
const leastPart = 24
const gram = 16
const step = leastPart - gram
const mark = '***'

export function scrubberOf(values: readonly string[]): Scrubber {
  const forms = [...new Set(values.filter((value) => value.length >= leastValue).flatMap(formsOf))]
    // The longest first: a shorter one may be a part of it.
    .toSorted((one, other) => other.length - one.length)
  if (forms.length === 0) return { scrub: (text) => text, cut: (_, at) => at }
  const places = new Map(forms.flatMap((form) => gramsOf(form)))
  return {
    scrub(text) {
      let clean = text
      for (const form of forms) clean = clean.replaceAll(form, mark)
      return withoutParts(clean, places)
    },
    cut(text, at) {
      const starts = forms.map((form) => at - overlap(text.subarray(0, at), form))
      return Math.min(at, ...starts)
    },
  }
}

function formsOf(value: string): string[] {
  const quoted = JSON.stringify(value).slice(1, -1)
  return [value, quoted, encodeURIComponent(value), ...base64Forms(Buffer.from(value))]
}

/** What stays the same wherever the value begins in a longer text, in both alphabets. */
function base64Forms(value: Buffer): string[] {
  const standard = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), value])
      .toString('base64')
      .replace(/=+$/, '')
    // The outer letters also hold bits of what stands beside it.
    const touched = (before + value.length) % 3 === 0 ? 0 : 1
    return text.slice(before === 0 ? 0 : before + 1, text.length - touched)
  })
  return [...standard, ...standard.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]
}

interface Place {
  readonly form: string
  readonly at: number
}

function gramsOf(form: string): [string, Place][] {
  const count = Math.max(0, form.length - gram + 1)
  return Array.from({ length: count }, (_, at) => [form.slice(at, at + gram), { form, at }])
}

/** A part of that length holds one of the places that are looked at, whole. */
function withoutParts(text: string, places: ReadonlyMap<string, Place>): string {
  let clean = ''
  let from = 0
  for (let at = 0; at + gram <= text.length; at += step) {
    const place = places.get(text.slice(at, at + gram))
    if (place === undefined || at < from) continue
    const { start, end } = extent(text, at, place)
    if (end - start < leastPart) continue
    clean += text.slice(from, Math.max(from, start)) + mark
    from = end
  }
  return from === 0 ? text : clean + text.slice(from)
}

function extent(text: string, at: number, place: Place): { start: number; end: number } {
  const { form } = place
  let start = at
  let end = at + gram
  while (start > 0 && place.at - (at - start) > 0 && text[start - 1] === form[place.at - (at - start) - 1]) start -= 1
  while (end < text.length && text[end] === form[place.at + (end - at)]) end += 1
  return { start, end }
}

/** How many bytes at the end of the text are the beginning of the form. */
function overlap(text: Buffer, form: string): number {
  const bytes = Buffer.from(form)
  for (let length = Math.min(bytes.length - 1, text.length); length > 0; length -= 1)
    if (text.subarray(text.length - length).equals(bytes.subarray(0, length))) return length
  return 0
}
