/**
 * One contract for both servers: the embedded one answers every case as the golden files have it, and the real one that
 * GASTOWN_TEST_KUBECONFIG names still does, too.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../src/apiserver/server.ts'
import { openArena, type Arena } from './arena.ts'
import { compare, type Difference } from './compare.ts'
import { differences } from './differences.ts'
import { readGolden } from './golden.ts'
import { readme } from './readme.ts'
import { isListed } from './listed.ts'
import { subjects } from './subjects.ts'

const kubeconfig = process.env.GASTOWN_TEST_KUBECONFIG
const found: string[] = []

describe('the embedded server answers as Kubernetes does', () => {
  let folder: string
  let server: RunningServer
  let arena: Arena

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gastown-contract-'))
    server = await startServer({ dataDir: folder })
    arena = await openArena(server.kubeconfig, 'embedded')
  })
  afterAll(async () => {
    await arena?.close()
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  describe.each(Object.entries(subjects))('%s', (subject, cases) => {
    const golden = readGolden(subject)
    test.each(Object.entries(cases))('%s', async (name, steps) => {
      const different = differing(subject, name, golden[name] ?? [], await arena.play(steps))
      found.push(...different.map(({ path }) => path))
      expect(different.filter(({ path }) => !differences.some((listed) => isListed(listed, path)))).toEqual([])
    })
  })

  test('every listed difference is still one', () => {
    const patterns = differences.flatMap((listed) => listed.at.map((pattern) => ({ ...listed, at: [pattern] })))
    const gone = patterns.filter((listed) => !found.some((place) => isListed(listed, place)))
    expect(gone.map(({ at }) => at[0])).toEqual([])
  })
})

describe.skipIf(!kubeconfig)('the real server answers as recorded (needs GASTOWN_TEST_KUBECONFIG)', () => {
  let arena: Arena

  beforeAll(async () => {
    arena = await openArena(readFileSync(kubeconfig ?? '', 'utf8'), 'real')
  })
  afterAll(() => arena?.close())

  describe.each(Object.entries(subjects))('%s', (subject, cases) => {
    const golden = readGolden(subject)
    test.each(Object.entries(cases))('%s', async (name, steps) => {
      expect(await arena.play(steps)).toEqual(golden[name])
    })
  })
})

test('every recorded case is still played', () => {
  for (const [subject, cases] of Object.entries(subjects)) {
    expect(Object.keys(readGolden(subject)), subject).toEqual(Object.keys(cases))
  }
})

test('the README counts the cases and the differences', () => {
  const text = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  expect(text).toBe(readme(text))
})

function differing(subject: string, name: string, golden: unknown, answers: unknown): Difference[] {
  return compare(golden, answers, `${subject}/${name}`)
}
