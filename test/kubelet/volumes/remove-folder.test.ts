import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder } from '../../../src/kubelet/volumes/remove-folder.ts'
import { becomeOrdinaryUser } from '../../support/ordinary-user.ts'
import { full, inFull, moreInFull, onlyInFull } from '../../support/full.ts'

// To root, no folder is closed.
const isOrdinary = becomeOrdinaryUser()

let place: string
let folder: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'gastown-remove-'))
  folder = join(place, 'pod')
  mkdirSync(folder)
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const shell = (script: string) => execFileSync('bash', ['-c', script], { cwd: folder })

test.runIf(full)(`a tree of 3,000 levels, where no path is short enough to name${onlyInFull}`, async () => {
  shell(`mkdir -p "$(printf 'long-name-of-a-level/%.0s' $(seq 3000))"`)
  await removeFolder(folder)
  expect(existsSync(folder)).toBe(false)
})

test('others have their turn meanwhile', async () => {
  for (let n = 0; n < 4000; n++) {
    if (n % 100 === 0) mkdirSync(join(folder, `d${n / 100}`))
    writeFileSync(join(folder, `d${Math.floor(n / 100)}`, String(n)), '')
  }
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  await removeFolder(folder)
  clearInterval(timer)
  expect(turns).toBeGreaterThan(5)
  expect(existsSync(folder)).toBe(false)
})

test('what links lead to stays', async () => {
  const [outside, file] = [join(place, 'outside'), join(place, 'outside/file')]
  mkdirSync(outside)
  writeFileSync(file, 'kept')
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  for (const [at, to] of [
    ['link', outside],
    ['deep/link', '../../outside'],
    ['deep/er/file', file],
    ['up', '..'],
  ] as const)
    symlinkSync(to, join(folder, at))
  chmodSync(outside, 0o500)
  await removeFolder(folder)
  expect(readFileSync(file, 'utf8')).toBe('kept')
  chmodSync(outside, 0o700)
  expect(readdirSync(place)).toEqual(['outside'])
})

test('a link in the place of the folder goes, and what it leads to stays', async () => {
  rmSync(folder, { recursive: true })
  mkdirSync(join(place, 'outside/inside'), { recursive: true })
  symlinkSync(join(place, 'outside'), folder)
  await removeFolder(folder)
  expect(readdirSync(join(place, 'outside'))).toEqual(['inside'])
  await removeFolder(folder)
})

test.runIf(full)(`whatever else its programs make meanwhile${onlyInFull}`, async () => {
  shell('for n in $(seq 50); do mkdir -p a$n/b/c; touch a$n/b/c/file; done')
  const busy = execFileSync.bind(undefined, 'bash')
  const removing = removeFolder(folder)
  for (let round = 0; round < 20; round++) {
    busy([
      '-c',
      `mkdir -p "$1"/new/$2/x 2>/dev/null; mv "$1"/a$2 "$1"/new 2>/dev/null; exit 0`,
      'bash',
      folder,
      String(round + 20),
    ])
    await new Promise((resolve) => setImmediate(resolve))
  }
  await removing.catch(() => removeFolder(folder))
  await removeFolder(folder)
  expect(existsSync(folder)).toBe(false)
})

const name = fc.oneof(
  fc.stringMatching(/^[a-z. -]{1,6}$/).filter((text) => !['.', '..'].includes(text)),
  fc.constantFrom('-rf', '*', "it's", 'new\nline', '\u{1F600}', 'x'.repeat(255), '.removed-1-1'),
)
interface Node {
  readonly mode: number
  readonly files: readonly string[]
  readonly below: ReadonlyMap<string, Node>
}
const treeOf = (depth: number): fc.Arbitrary<Node> =>
  fc.record({
    mode: fc.constantFrom(0o000, 0o100, 0o200, 0o400, 0o500, 0o555, 0o700, 0o1777),
    files: fc.array(name, { maxLength: 3 }),
    below:
      depth === 0
        ? fc.constant(new Map())
        : fc.array(fc.tuple(name, treeOf(depth - 1)), { maxLength: 3 }).map((entries) => new Map(entries)),
  })

function lay(at: string, node: Node): void {
  mkdirSync(at, { recursive: true })
  for (const [name, below] of node.below) lay(join(at, name), below)
  for (const file of new Set(node.files)) if (!node.below.has(file)) writeFileSync(join(at, file), '', { mode: 0o000 })
  chmodSync(at, node.mode)
}

test(`any tree, whatever is closed${isOrdinary ? '' : ' (as root: nothing is)'}${moreInFull}`, async () => {
  await fc.assert(
    fc.asyncProperty(treeOf(4), async (node) => {
      const top = join(mkdtempSync(join(place, 'tree-')), 'pod')
      lay(top, node)
      await removeFolder(top)
      expect(existsSync(top)).toBe(false)
    }),
    { numRuns: inFull(60, 8) },
  )
})

test('a name that is no text', async () => {
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), '')
  mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xc3, 0x28])]))
  await removeFolder(folder)
  expect(existsSync(folder)).toBe(false)
})
