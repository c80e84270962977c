import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { askHidden } from '../../src/secrets/ask-hidden.ts'

function ask() {
  const raw: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (on: boolean) => raw.push(on),
  })
  const shown: string[] = []
  const stop = new AbortController()
  const answer = askHidden('Key: ', { input, output: { write: (text) => shown.push(text) }, signal: stop.signal })
  return { input, shown, raw, stop, answer }
}

test.each([
  ['a line', ['sk-secret\r'], 'sk-secret'],
  ['pieces', ['sk-', 'secret', '\n'], 'sk-secret'],
  ['corrections', ['sk-x\u007Fsecret\r'], 'sk-secret'],
  ['all of it again', ['wrong\u0015sk-secret\r'], 'sk-secret'],
  ['a bracketed paste', ['\u001B[200~sk-secret\u001B[201~\r'], 'sk-secret'],
  ['a paste of several lines', ['{\r"a": 1\r}\r'], '{\n"a": 1\n}'],
  ['Ctrl-D', ['sk-secret\u0004'], 'sk-secret'],
  ['nothing', ['\r'], ''],
])('%s', async (_, typed, expected) => {
  const { input, shown, raw, answer } = ask()
  for (const piece of typed) input.write(piece)
  expect(await answer).toBe(expected)
  expect(shown).toEqual(['Key: ', '\n'])
  expect(raw).toEqual([true, false])
})

test('Ctrl-C interrupts, and the terminal is restored', async () => {
  const { input, raw, answer } = ask()
  input.write('sk-sec\u0003')
  await expect(answer).rejects.toMatchObject({ kind: 'interrupted' })
  expect(raw).toEqual([true, false])
})

test('a signal ends the question, and the terminal is restored', async () => {
  const { stop, raw, answer } = ask()
  stop.abort(new Error('stopped'))
  await expect(answer).rejects.toThrow('stopped')
  expect(raw).toEqual([true, false])
})

test('the end of the input ends the question', async () => {
  const { input, answer } = ask()
  input.end('sk-secret')
  expect(await answer).toBe('sk-secret')
})
