import { leastSecret } from './secret.ts'

/**
 * The forms in which programs write a value: as it is, quoted for JSON and the shell, in URLs, base64 and hex, and in
 * UTF-16. What a program wraps or colours is put together again before anybody looks for these.
 */
export function formsOf(value: string): Buffer[] {
  const bytes = Buffer.from(value)
  const texts = [value, JSON.stringify(value).slice(1, -1), ...shellForms(value), ...urlForms(value)]
  const utf16 = Buffer.from(value, 'utf16le')
  const encoded = [...base64Forms(bytes), ...hexForms(bytes)]
  const forms = [...texts, ...encoded].map((text) => Buffer.from(text)).concat(utf16, Buffer.from(utf16).swap16())
  const unique = new Map(forms.map((form) => [form.toString('latin1'), form]))
  return [...unique.values()].filter((form) => form.length >= leastSecret)
}

function shellForms(value: string): string[] {
  return [value.replaceAll(/["$`\\]/g, String.raw`\$&`), value.replaceAll("'", String.raw`'\''`)]
}

/** Programs differ in what they leave as it is, in the case of the digits, and in how they write a blank. */
function urlForms(value: string): string[] {
  const loose = encodeURIComponent(value.toWellFormed())
  const strict = loose.replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  const form = new URLSearchParams([['', value.toWellFormed()]]).toString().slice(1)
  return [loose, strict, form]
    .flatMap((text) => [text, text.replaceAll('%2F', '/')])
    .flatMap((text) => [text, text.replaceAll('%20', '+')])
    .flatMap((text) => [text, text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
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

function hexForms(value: Buffer): string[] {
  const text = value.toString('hex')
  return [text, text.toUpperCase()]
}
