/** The words of the project have one meaning each, and the README explains its own before it uses them. */
import { expect, test } from 'vitest'
import { read, section } from './pages.ts'

const paragraphs = read('docs/glossary.md').split('\n\n').slice(2)
const entries = paragraphs.map((text) => /^\*\*([^*]+)\*\*/.exec(text)?.[1] ?? text)
const readme = read('README.md')
/** Words of the README's own table. */
const words = [...(section(readme, 'Words') ?? '').matchAll(/^\| ([a-z ]+) \|/gm)]
  .map(([, word]) => word ?? '')
  .filter((word) => word !== 'word')

test('the glossary has each word once, in alphabetical order', () => {
  expect(entries.length).toBeGreaterThan(40)
  const sorted = [...new Set(entries)].toSorted((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), 'en'))
  expect(entries).toEqual(sorted)
})

test('the README links the glossary, which has all of its words', () => {
  expect(words.length).toBeGreaterThan(4)
  expect(section(readme, 'Words')).toContain('(docs/glossary.md)')
  expect(words.filter((word) => !entries.includes(word))).toEqual([])
})

test('the README uses none of its words before it says what they mean', () => {
  const before = readme.slice(0, readme.indexOf('## Words')).replaceAll(/```[^]*?```/g, '')
  expect(words.filter((word) => new RegExp(`\\b${word}s?\\b`, 'i').test(before))).toEqual([])
})

test('each entry of the glossary says what its word means', () => {
  expect(paragraphs.filter((text) => !/^\*\*[^:]+: .{20,}/.test(text.replaceAll('\n', ' ')))).toEqual([])
})
