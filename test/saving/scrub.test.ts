import { assert, nat, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { scrubberOf } from '../../src/saving/scrub.ts'

const key = 'sk-ant-api03-Zx9/+aB3cD4eF5gH6iJ7kL8mN9oP0qR1sT2uV3wX4yZ5aB6cD7eF8gH9iJ0kL1mN2oP3qR4-AAAAAA'
const { scrub, cut } = scrubberOf([key, 'short'])
const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['whole', `key=${key};`, 'key=***;'],
  ['twice', `${key} ${key}`, '*** ***'],
  ['in a URL', `https://x/?k=${encodeURIComponent(key)}&y`, 'https://x/?k=***&y'],
  ['nothing of it', 'sk-ant-api03 is what keys begin with', 'sk-ant-api03 is what keys begin with'],
  ['a value too short to be one', 'a short text', 'a short text'],
  ['the first half', `${key.slice(0, 40)}`, '***'],
  ['the second half, in other words', `and ${key.slice(40)}.`, 'and ***.'],
  ['a few letters of it', `${key.slice(10, 25)}`, key.slice(10, 25)],
])('%s', (_, text, clean) => {
  expect(scrub(text)).toBe(clean)
})

test.each([0, 1, 2, 3, 4, 5])('in base64, %i bytes into a longer text', (before) => {
  for (const after of ['', 'x', 'xy', ': end']) {
    const standard = base64(`${'p'.repeat(before)}${key}${after}`)
    for (const text of [standard, standard.replaceAll('+', '-').replaceAll('/', '_')]) {
      const left = scrub(text)
      expect(left).toContain('***')
      expect(left.replace('***', '').length).toBeLessThan(12 + ((before + after.length) * 4) / 3)
    }
  }
})

test('in base64 that a program has wrapped', () => {
  const lines = base64(`token: ${key}\n`).match(/.{1,76}/g) ?? []
  expect(lines.map(scrub).map((line) => line.replace('***', '').length < 24)).toEqual(lines.map(() => true))
})

test('no long part of it is left, wherever it stands', () => {
  assert(
    property(string(), nat(key.length - 24), nat(60), string(), (before, from, more, after) => {
      const part = key.slice(from, from + 24 + more)
      expect(scrub(before + part + after)).not.toContain(part)
    }),
  )
})

test('a text is cut before what may be the beginning of a value', () => {
  const text = Buffer.from(`some words ${key}`)
  expect(cut(text, 30)).toBe(11)
  expect(cut(text, 5)).toBe(5)
  expect(scrubberOf([]).cut(text, 30)).toBe(30)
})

test('with colour codes between its letters, however the text is cut', () => {
  const coloured = [...key].map((letter) => `\u001B[3${letter.charCodeAt(0) % 8}m${letter}`).join('')
  expect(scrub(`a ${coloured}\u001B[0m b`)).toBe(
    'a \u001B[31m***\u001B[0m b'.replace('\u001B[31m', coloured.slice(0, 5)),
  )
  const json = JSON.stringify({ text: `${key.slice(0, 9)}\u001B[1m${key.slice(9)}` })
  expect(scrub(json)).toBe('{"text":"***"}')
  const text = Buffer.from(`some words ${coloured} and more`)
  for (let at = 0; at < text.length; at += 1) {
    const end = cut(text, at)
    const pieces = [text.subarray(0, end), text.subarray(end)].map((piece) => scrub(piece.toString()))
    expect(pieces.join('').replaceAll(new RegExp(String.raw`\u001B\[\d+m`, 'g'), '')).toBe('some words *** and more')
  }
})
