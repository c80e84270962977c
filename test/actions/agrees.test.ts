import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { agrees } from '../../src/actions/agrees.ts'

function ask() {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const stop = new AbortController()
  return { input, output, stop, answer: agrees('Remove it?', { input, output, signal: stop.signal }) }
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

test('Ctrl-C interrupts', async () => {
  const { input, answer } = ask()
  input.write('\u0003')
  await expect(answer).rejects.toMatchObject({ kind: 'interrupted' })
})

test('Ctrl-D, and the end of the input, are no', async () => {
  const typed = ask()
  typed.input.write('\u0004')
  expect(await typed.answer).toBe(false)
  const ended = ask()
  ended.input.end()
  expect(await ended.answer).toBe(false)
})

test('a signal ends the question', async () => {
  const { stop, answer } = ask()
  stop.abort()
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
})
