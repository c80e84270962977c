import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { askYesNo } from '../../src/confirm/ask-yes-no.ts'

function ask() {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const stop = new AbortController()
  return { input, output, stop, answer: askYesNo('Remove it?', { input, output, signal: stop.signal }) }
}

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yesterday\n', false],
])('%j is %s', async (typed, agreed) => {
  const { input, output, answer } = ask()
  input.write(typed)
  expect(await answer).toBe(agreed)
  expect(output.read()?.toString()).toContain('Remove it? [y/N] ')
})

test('the end of the input is no', async () => {
  const { input, answer } = ask()
  input.end()
  expect(await answer).toBe(false)
})

test('a line without end is no', async () => {
  const { input, answer } = ask()
  input.write('y'.repeat(10_000))
  expect(await answer).toBe(false)
})

test('what is behind the answer is left for the next question, or for the shell', async () => {
  const { input, answer } = ask()
  input.write('n\ny\nls\n')
  expect(await answer).toBe(false)
  const signal = new AbortController().signal
  expect(await askYesNo('And this?', { input, output: { write: () => undefined }, signal })).toBe(true)
  expect(input.read()?.toString()).toBe('ls\n')
})

test('a signal ends the question', async () => {
  const { stop, answer } = ask()
  stop.abort()
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
})
