/** The keyboard on a pseudo-terminal: what it leaves is what the next reader finds. */
import { array, asyncProperty, assert as assertAll, constantFrom } from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { noPty, openPty, type Pty } from './support/pty.ts'

const rounds = fileURLToPath(new URL('fixtures/keyboard-rounds.ts', import.meta.url))

interface Round {
  readonly taken: unknown
  readonly rest: string
}

/** Types each of these once the program is ready for it. */
async function play(pty: Pty, texts: readonly string[]): Promise<Round[]> {
  for (const [i, text] of texts.entries()) {
    await expect.poll(() => pty.text().match(/ready/g)?.length ?? 0, { interval: 5 }).toBe(i + 1)
    pty.type(text)
  }
  await pty.ended
  return [...pty.text().matchAll(/^\{.*\}\r?$/gm)].map(([line]) => JSON.parse(line) as Round)
}

const runs = 100

describe.skipIf(noPty !== undefined)(`on a pseudo-terminal${noPty === undefined ? '' : ` (${noPty})`}`, () => {
  test('random keys with a q among them: none behind it is taken, and all are there for the next', async () => {
    const before = constantFrom(
      'j',
      'G',
      'r',
      't',
      'y',
      ' ',
      '/',
      'é',
      '中',
      '\u001B[A',
      '\u001B[6~',
      '\u001B[200~rq y\u001B[201~',
    )
    const behind = constantFrom('G', 'r', 'q', 'y', ' ', 'é', '🚀', 'git status', '\u001B[A', '\u001B', '-'.repeat(50))
    const texts: { before: string; behind: string }[] = []
    await assertAll(
      asyncProperty(array(before), array(behind), async (some, others) => {
        texts.push({ before: some.join(''), behind: others.join('') })
      }),
      { numRuns: runs },
    )
    const pty = openPty(`exec '${process.execPath}' '${rounds}' keys ${runs}`)
    const played = await play(
      pty,
      texts.map((text) => `${text.before}q${text.behind}\n`),
    )
    expect(played.map(({ rest }) => rest.trimEnd())).toEqual(texts.map((text) => text.behind.trimEnd()))
    for (const { taken } of played) expect((taken as string[]).indexOf('q')).toBe((taken as string[]).length - 1)
  })

  test('an answer is one line, and the next ones are for the next', async () => {
    const typed = ['y\nls\n', 'n\ny\n', '\nyes\n', 'YES\nn\n', '\u0004ls\n', 'yesterday\ny\n', 'n\u007Fy\nls -l\n']
    const pty = openPty(`exec '${process.execPath}' '${rounds}' answers ${typed.length}`)
    const played = await play(pty, typed)
    expect(played).toEqual([
      { taken: true, rest: 'ls\n' },
      { taken: false, rest: 'y\n' },
      { taken: false, rest: 'yes\n' },
      { taken: true, rest: 'n\n' },
      { taken: false, rest: 'ls\n' },
      { taken: false, rest: 'y\n' },
      { taken: true, rest: 'ls -l\n' },
    ])
  })
})
