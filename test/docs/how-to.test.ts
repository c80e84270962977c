/** How-tos for contributors are followed by people who know nothing else: what they show must be as it is. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pages, read, root } from './pages.ts'

const howTos = pages().filter((page) => page.startsWith('docs/how-to/add-'))

describe.each(howTos)('%s', (page) => {
  const text = read(page)

  test('touches fewer than eight files, each in its table', () => {
    const rows = (text.split('\n\n').find((part) => part.startsWith('| file |')) ?? '').split('\n').slice(2)
    const files = rows.flatMap((row) => (row.split('|')[1] ?? '').split(','))
    expect(files.length, 'no table of files').toBeGreaterThan(3)
    expect(files.length).toBeLessThan(8)
  })

  test('imports of its examples are there', () => {
    // What an example adds itself is shown in the same page.
    const examples = [...text.matchAll(/```tsx?\n\/\/ ((?:src|test)\/\S+)\n([^]*?)```/g)]
    const shown = examples.map(([, file]) => file ?? '')
    const gone = examples.flatMap(([, file = '', code = '']) =>
      [...code.matchAll(/ from '(\.[^']+)'/g)]
        .map(([, path]) => join(dirname(file), path ?? ''))
        .filter((path) => !shown.includes(path) && !existsSync(join(root, path)))
        .map((path) => `${file} imports ${path}`),
    )
    expect(gone).toEqual([])
  })

  test('its examples are as wide as the formatter lets them be', () => {
    const examples = [...text.matchAll(/```tsx?\n([^]*?)```/g)].flatMap(([, code = '']) => code.split('\n'))
    expect(examples.filter((line) => line.length > 120)).toEqual([])
  })

  test('npm scripts that it runs exist', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
    const called = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script ?? '')
    expect(called.length).toBeGreaterThan(0)
    expect(called.filter((script) => !scripts.includes(script))).toEqual([])
  })
})
