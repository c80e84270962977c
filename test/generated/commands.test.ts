/** Of the built commands: `npm ci` builds them, and so does `npm run generate`. */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { generated } from '../../scripts/generate/generated.ts'
import { readme } from '../../scripts/generate/readme.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('every generated file is as `npm run generate` writes it', async () => {
  const stale = (await generated(root)).filter(
    ({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
  )
  expect(stale.map(({ file }) => relative(root, file))).toEqual([])
})

const marked =
  'A\n<!-- commands:start -->\nold\n<!-- commands:end -->\nB\n<!-- exit-codes:start -->\n<!-- exit-codes:end -->\n'

test('tables stand between their markers, and all else stays', () => {
  const text = readme(marked, [
    { id: 'polecat:list', aliases: ['list'], args: { name: { multiple: true } }, summary: 'List them | all' },
    { id: 'local:up', aliases: [], args: {}, summary: 'Start' },
    { id: 'secret', aliases: [], args: {}, hidden: true },
  ])
  expect(text).toContain(
    [
      'A',
      '<!-- commands:start -->',
      '| command | also | does |',
      '| --- | --- | --- |',
      '| `gastown local up` |  | Start |',
      '| `gastown polecat list [NAME…]` | `gastown list` | List them \\| all |',
      '<!-- commands:end -->',
      'B',
    ].join('\n'),
  )
  expect(text).toContain('| 12 | the deadline passed | `DeadlineExceeded` |')
  expect(readme(text, [])).toBe(readme(marked, []))
})

test('a README without a marker is refused', () => {
  expect(() => readme('# x\n', [])).toThrow('README.md lacks <!-- commands:start -->')
})
