import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { branchProblem } from '../../src/polecat/branch-name.ts'

const good = ['main', 'polecat/fix-it', 'ümläut', 'a.b', '日本', 'a@b', "it's", '$(x)', 'a;b', 'HEAD/x', 'x/refs']
const bad = [
  '',
  'HEAD',
  '-x',
  'a b',
  'a..b',
  'a@{b',
  'a~1',
  'a^',
  'a:b',
  'a?b',
  'a*b',
  'a[b',
  'a\\b',
  'a.lock',
  'a.lock/b',
  '.a',
  'a/.b',
  'a//b',
  '/a',
  'a/',
  'a.',
  'a\nb',
  'a\u007fb',
]

function gitTakes(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', '--branch', name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.each(good)('%j is a branch', (name) => {
  expect(branchProblem(name)).toBeUndefined()
  expect(gitTakes(name)).toBe(true)
})

test.each(bad)('%j is none', (name) => {
  expect(branchProblem(name)).toBeTypeOf('string')
  expect(gitTakes(name)).toBe(false)
})

test('full refs, @ and very long names are refused, though git would take them', () => {
  expect(branchProblem('@')).toContain('git reserves')
  expect(branchProblem('refs/heads/main')).toContain('the branch alone')
  expect(branchProblem('ä'.repeat(123))).toContain('longer than 244 bytes')
})
