/** Hosted workflows run what the project has, with actions that nobody can change afterwards. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { read, root } from './pages.ts'

interface Workflow {
  readonly permissions: object
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}

interface Step {
  readonly uses?: string
  readonly run?: string
}

const folder = join(root, '.github/workflows')

describe.each(readdirSync(folder))('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8')
  const workflow: Workflow = parse(text)
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  test('may only read', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
  })

  test('pins each action to a commit and says which version that is', () => {
    const uses = steps.flatMap(({ uses }) => uses ?? [])
    expect(uses.length).toBeGreaterThan(0)
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([])
    expect(text.match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)?.length).toBe(uses.length)
  })

  test('runs scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const called = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm (?:run )?(?!ci\b)([a-z:]+)/g)])
    expect(called.length).toBeGreaterThan(0)
    expect(called.map(([, script]) => script).filter((script = '') => !(script in scripts))).toEqual([])
  })
})
