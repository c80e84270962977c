/** Pages for people lead nowhere that is not there, and say which tests hold what they say. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { levels } from '../rooms.ts'
import { deadEnds, headings, pages, read, root, section } from './pages.ts'

const all = pages()
const design = all.filter((page) => page.startsWith('docs/design/'))
const decisions = all.filter((page) => page.startsWith('docs/adr/'))

test('every relative link, and every path in code, is there', () => {
  expect(all.flatMap((page) => deadEnds(page, read(page)))).toEqual([])
})

describe('what counts as a dead end', () => {
  test.each([
    ['[a page](design/pod.md) `src/main.ts` `test/imports.test.ts:12` src/of-prose.ts', []],
    ['[another](https://example.com/x) `[no](link)` `.github/src/x` `GIT_DIR/src`', []],
    ['`src/commands/polecat/NAME.ts`, `src/agents/<name>.ts`, `templates/*.yaml`, `docs/…`', []],
    ['```sh\ncat src/mine.ts\n```', []],
    [
      '[there](design/saving.md#rescue-refs) [nowhere](design/saving.md#title)',
      ['docs/x.md:1: design/saving.md#title'],
    ],
    ['[gone](gone.md)', ['docs/x.md:1: gone.md']],
    ['[out](../../outside.md)', ['docs/x.md:1: ../../outside.md']],
    ['[no such part](design/pod.md#gone)', ['docs/x.md:1: design/pod.md#gone']],
    ['first\n`src/gone.ts`, `src/gone/NAME.ts`', ['docs/x.md:2: src/gone.ts', 'docs/x.md:2: src/gone']],
    ['```\nsrc/gone/  a room\n```', ['docs/x.md:2: src/gone']],
  ])('%j', (text, dead) => {
    expect(deadEnds('docs/x.md', text)).toEqual(dead)
  })
})

describe('design', () => {
  test.each(design)('%s names tests that fail when it is no longer true', (page) => {
    const title = 'Tests that fail when this is no longer true'
    expect(headings(read(page)).at(-1), `${page} ends with another section`).toBe(title)
    const named = section(read(page), title)?.match(/test\/[\w/-]+\.test\.tsx?/g) ?? []
    expect(
      named.filter((file) => existsSync(join(root, file))),
      `${page} names no test file`,
    ).not.toEqual([])
  })
})

describe('decisions', () => {
  test('are numbered one after the other', () => {
    const numbers = decisions.map((page) => Number(basename(page).slice(0, 4)))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })

  test.each(decisions)('%s says why, what, and what follows', (page) => {
    const [title, ...parts] = headings(read(page))
    expect(title).toMatch(new RegExp(`^${Number(basename(page).slice(0, 4))}\\. `))
    expect(parts).toEqual(['Context', 'Decision', 'Consequences'])
  })
})

test('the picture in docs/architecture.md has the rooms, level by level', () => {
  const blocks = [...read('docs/architecture.md').matchAll(/```\n([^]*?)```/g)].map(([, block]) => block ?? '')
  const lines = (blocks.find((block) => block.startsWith(' main.ts ')) ?? '').trimEnd().split('\n')
  const shown = lines.map((line) => line.split('—')[0]?.trim().split(/\s+/))
  expect(shown).toEqual(levels.map((level) => Object.keys(level)))
})

test('the layout in CONTRIBUTING.md has every folder of the repository, and no other', () => {
  const [, layout = ''] = /## Layout\n\n```\n([^]*?)```/.exec(read('CONTRIBUTING.md')) ?? []
  const shown = [...layout.matchAll(/^([\w-]+)\//gm)].map(([, folder]) => folder)
  expect(shown.toSorted()).toEqual(folders().toSorted())
})

/** But for hidden ones, and those that git ignores. */
function folders(): string[] {
  const ignored = read('.gitignore')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => new RegExp(`^${line.replaceAll('/', '').replaceAll('.', '\\.').replaceAll('*', '.*')}$`))
  const entries = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && !ignored.some((form) => form.test(name)))
}
