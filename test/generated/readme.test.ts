/** What the README tells people to type exists. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { manifest } from '../../scripts/generate/manifest.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const blocks = [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block ?? '')
const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n')).filter((line) => line !== '')
const calls = lines.flatMap((line) => [...line.matchAll(/\bgastown ([^|;)]*)/g)].map(([, call]) => call ?? ''))

test('the README shows our commands', () => {
  expect(calls.length).toBeGreaterThan(3)
})

test.each(calls)('gastown %s', async (call) => {
  const commands = Object.values((await manifest(root)).commands)
  const own = call.split(/ -- | #/)[0] ?? ''
  const words =
    own
      .match(/^[a-z- ]+/)?.[0]
      .trim()
      .split(' ') ?? []
  const command = commands
    .flatMap((one) => [one.id, ...one.aliases].map((id) => ({ id: id.split(':'), flags: one.flags })))
    .filter(({ id }) => id.every((word, index) => words[index] === word))
    .toSorted((a, b) => b.id.length - a.id.length)[0]
  expect(command, `no such command: ${call}`).toBeDefined()
  for (const [, flag] of own.replaceAll(/"[^"]*"/g, '').matchAll(/ --([a-z-]+)/g)) {
    expect(Object.keys(command?.flags ?? {})).toContain(flag)
  }
})

test.each([...lines.join('\n').matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script ?? ''))(
  'npm run %s',
  (script) => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(Object.keys(scripts)).toContain(script)
  },
)
