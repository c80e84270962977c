/** How comments read: they begin with the noun or the verb that they describe. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** No reader who comes by a search knows what these mean. */
const weakStart = /^(?:Its?|Of|That|The(?:m|se|y)|This|Those)\b/

const src = fileURLToPath(new URL('../../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:tsx?|sh)$/.test(file))

interface Comment {
  readonly line: number
  readonly text: string
}

/** Comments that stand in lines of their own, each with its first line's text: lines that follow go on a sentence. */
function commentsOf(text: string): Comment[] {
  const lines = text.split('\n').map((line) => line.trim())
  const mark = lines[0]?.startsWith('#!') ? /^#+ (.*)/ : /^\/\/ (.*)/
  return lines.flatMap((line, index): Comment[] => {
    const block = /^\/\*\*(?: (.*?)(?: \*\/)?)?$/.exec(line)
    // A block of several lines begins on its second.
    if (block !== null) return [{ line: index + 1, text: block[1] ?? (lines[index + 1] ?? '').replace(/^\* /, '') }]
    const own = mark.exec(line)?.[1]
    return own === undefined || mark.test(lines[index - 1] ?? '') ? [] : [{ line: index + 1, text: own }]
  })
}

test('comments begin with the noun that they describe, not with a pronoun', () => {
  const found = files.flatMap((file) =>
    commentsOf(readFileSync(join(src, file), 'utf8'))
      .filter(({ text }) => weakStart.test(text))
      .map(({ line, text }) => `src/${file}:${line} begins with "${weakStart.exec(text)?.[0]}": ${text}`),
  )
  expect(found).toEqual([])
})

test('the first line of every comment is read', () => {
  const text =
    '/** Zero. */\n/** One.\n * It goes on. */\n/**\n * Two.\n */\n// Three, and\n// it goes on.\nconst a = 1 // It is none.\n'
  expect(commentsOf(text).map((comment) => comment.text)).toEqual(['Zero.', 'One.', 'Two.', 'Three, and'])
  expect(commentsOf('#!/bin/sh\n\n# One\n# goes on.\n// none\n').map(({ line }) => line)).toEqual([3])
})
