/** What an agent wrote is read in the time that its length takes, and never in the square of it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { shownByRemotes } from '../../src/saving/embedded/shown-by-remotes.ts'
import { sparseIn } from '../../src/saving/git-index/sparse-checkout.ts'
import { filterLines } from '../../src/saving/lfs/attributes.ts'
import { openFolder } from '../../src/saving/scan/folder.ts'
import { nameKind } from '../../src/saving/snapshot/names.ts'
import { registeredWorktrees } from '../../src/saving/worktrees/registered.ts'
import { eventLines } from '../../src/logs/event-lines.ts'
import { AttemptFolder } from '../support/attempt-folder.ts'

const few = 8 * 1024
const many = 32 * few
const all = 1000 * 1024

const texts: readonly (readonly [string, (length: number) => string])[] = [
  ['empty lines', (length) => '\n'.repeat(length)],
  ['spaces', (length) => ' '.repeat(length)],
  ['spaces before a return', (length) => `a${' '.repeat(length)}\rb`],
  ['tabs', (length) => '\t'.repeat(length)],
  ['one word', (length) => 'a'.repeat(length)],
  ['a section that stays open', (length) => `[a${' '.repeat(length)}`],
  ['a name that stays open', (length) => `[a "${'b'.repeat(length)}`],
  ['a name and blanks', (length) => `[a "b"${' '.repeat(length)}`],
  ['brackets', (length) => '['.repeat(length)],
  ['braces', (length) => '('.repeat(length)],
  ['quotes', (length) => '"'.repeat(length)],
  ['backslashes', (length) => '\\'.repeat(length)],
  ['a key and blanks', (length) => `sparseCheckout${' '.repeat(length)}x`],
  ['a value and blanks', (length) => `bare =${' '.repeat(length)}x y`],
  ['many remotes', (length) => '[remote "a"]url=b:c\n'.repeat(length / 20)],
  ['full stops', (length) => `${'.'.repeat(length)}x`],
  ['letters of .git', (length) => `${'g'.repeat(length / 2)}${'i'.repeat(length / 2)}`],
  ['line ends and a word', (length) => `a${'\n'.repeat(length)}b`],
]

type Reader = (text: string) => void

/** Readers of what lies in a folder of the agent's. */
function ofFiles(
  folder: string,
  names: readonly string[],
  read: (folder: NonNullable<ReturnType<typeof openFolder>>) => unknown,
): Reader {
  return (text) => {
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    using opened = openFolder(folder)
    if (opened !== undefined) read(opened)
  }
}

const readers: readonly (readonly [string, (folder: string) => Reader])[] = [
  [
    'the patterns of a sparse checkout',
    (folder) => {
      writeFileSync(join(folder, 'config'), '[core]\nsparseCheckout = true\n')
      return ofFiles(folder, ['info/sparse-checkout'], sparseIn)
    },
  ],
  ['whether a checkout is sparse', (folder) => ofFiles(folder, ['config', 'config.worktree'], sparseIn)],
  [
    'remotes of a repository',
    (folder) => ofFiles(folder, ['config', 'FETCH_HEAD', 'packed-refs', 'logs/HEAD'], shownByRemotes),
  ],
  [
    'records of worktrees',
    (folder) =>
      ofFiles(folder, ['worktrees/a/gitdir'], (opened) =>
        registeredWorktrees({ names: ['/workspace'], checkoutName: 'checkout' }, opened, ['checkout', '.git']),
      ),
  ],
  ['names', () => nameKind],
  ['attributes', () => (text) => filterLines(new Map([['', text]]))],
  ['words of an agent', () => (text) => eventLines({ type: 'end', ok: false, reason: text })],
]

test.each(readers.flatMap(([reader, of]) => texts.map(([text, make]) => [reader, text, of, make] as const)))(
  '%s: %s',
  async (_, __, of, make) => {
    await using attempt = new AttemptFolder()
    const read = of(attempt.folder)
    const [ofFew = 0, ofMany = 0] = [few, many].map((length) => leastProcessorTime(read, make(length)))
    // The square would be a thousandfold.
    expect(ofMany).toBeLessThan(8 * 32 * Math.max(1, ofFew))
    read(make(all))
  },
)

/** Least of a few processor times, in milliseconds: what else the machine does adds nothing to them. */
function leastProcessorTime(read: Reader, text: string): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage()
    read(text)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}
