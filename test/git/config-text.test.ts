import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configEntry, configText } from '../../src/git/config-text.ts'

const nasty = [
  '',
  ' spaces ',
  '"quoted"',
  'back\\slash',
  'a;b#c',
  'two\nlines',
  'tab\tbed',
  '$(id)',
  'ünï→',
  '[x]',
  '= y',
]

test('git itself reads every value as it was meant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gastown-config-'))
  try {
    const file = join(folder, 'config')
    writeFileSync(file, configText(nasty.map((value, index) => configEntry(`a.sub "\\ ]${index}.key`, value))))
    const read = (name: string) =>
      execFileSync('git', ['config', '-z', '-f', file, '--get', name], { encoding: 'utf8' })
    for (const [index, value] of nasty.entries()) expect(read(`a.sub "\\ ]${index}.key`)).toBe(`${value}\0`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('no value or subsection can begin a line of its own', () => {
  const text = configText([
    { section: 'branch', subsection: 'x"]\n[core]\nsshCommand=id', key: 'remote', value: 'a\n[core]\n\tpager = id\r' },
  ])
  expect(text.split('\n')).toHaveLength(3)
})
