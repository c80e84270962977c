/** The containers that run beside every agent stay small: zod, and the schemas that are made with it, would double git-save. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** What a file loads when it runs; types are gone by then. */
function loads(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const statements = text.matchAll(/^(?:import|export)\s(?!type\s)[^;'"]*?from\s*['"]([^'"]+)['"]/gm)
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)
  return [...statements, ...dynamic].flatMap(([, target]) => target ?? [])
}

/** The way by which a package is reached, as files that import each other. */
function wayTo(name: string, from: string): string[] {
  const seen = new Set<string>()
  const visit = (file: string, way: readonly string[]): string[] => {
    if (seen.has(file)) return []
    seen.add(file)
    const here = [...way, relative(src, file)]
    for (const target of loads(file)) {
      if (target === name) return [...here, name]
      const found = target.startsWith('.') ? visit(join(dirname(file), target), here) : []
      if (found.length > 0) return found
    }
    return []
  }
  return visit(from, [])
}

test.for(['git-save', 'git-push'])('%s does not load zod', (sidecar) => {
  expect(wayTo('zod', join(src, `containers/${sidecar}.ts`))).toEqual([])
})

test('the walk finds what it looks for', () => {
  expect(wayTo('node:fs', join(src, 'containers/git-push.ts')).at(-1)).toBe('node:fs')
  expect(wayTo('zod', join(src, 'saving/settings.ts'))).toEqual(['saving/settings.ts', 'zod'])
})
