import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { KeyReader, type KeyName } from '../../src/view/screen-keys.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function reader() {
  const keys: KeyName[] = []
  const pastes: string[] = []
  const read = new KeyReader({ onKey: (key) => keys.push(key), onPaste: (text) => pastes.push(text) })
  const type = (text: string) => {
    for (const byte of Buffer.from(text)) read.take(byte)
  }
  return { keys, pastes, read, type }
}

test.each([
  ['q', ['q']],
  ['jjr', ['j', 'j', 'r']],
  ['é🚀', ['é', '🚀']],
  ['a\rb\n\u0001', ['a', 'enter', 'b', 'enter']],
  ['\u0003', ['ctrl-c']],
  ['\u001A', ['ctrl-z']],
  ['\u0015\u0004', ['page-up', 'page-down']],
  ['\u001B[A\u001B[B\u001BOA\u001BOB\u001B[D\u001B[C', ['up', 'down', 'up', 'down', 'left']],
  ['\u001B[5~\u001B[6~\u001B[H\u001B[4~', ['page-up', 'page-down', 'home', 'end']],
  ['\u001B[1;5A', ['up']],
  ['\u007F\b\u001B[3~', ['backspace', 'backspace', 'backspace']],
  ['\t', []],
  ['\u001B?', ['escape', '?']],
  ['\u001B\u001B[A', ['escape', 'up']],
  // What a terminal answers to somebody's question.
  ['\u001B[?62;22c\u001B[12;40R\u001B]11;rgb:0000/0000/0000\u0007\u001BP>|xterm\u001B\\l', ['l']],
  ['\u001B[99\u0003', ['ctrl-c']],
])('%j', (text, keys) => {
  const typed = reader()
  typed.type(text)
  expect(typed.keys).toEqual(keys)
})

describe('what comes in pieces', () => {
  test('a lone Esc is one after a moment', async () => {
    const { keys, type } = reader()
    type('\u001B')
    expect(keys).toEqual([])
    await vi.advanceTimersByTimeAsync(60)
    expect(keys).toEqual(['escape'])
  })

  test('a sequence may take its time once it has begun', async () => {
    const { keys, type } = reader()
    type('\u001B[')
    await vi.advanceTimersByTimeAsync(500)
    type('6')
    await vi.advanceTimersByTimeAsync(500)
    type('~')
    expect(keys).toEqual(['page-down'])
  })

  test('one that never ends is given up, and does nothing', async () => {
    const { keys, type } = reader()
    type('\u001B]no end')
    await vi.advanceTimersByTimeAsync(1100)
    type('q')
    expect(keys).toEqual(['q'])
  })

  test('nothing comes after the end', async () => {
    const { keys, read, type } = reader()
    type('\u001B')
    read.close()
    await vi.advanceTimersByTimeAsync(5000)
    expect(keys).toEqual([])
  })
})

const paste = (text: string) => `\u001B[200~${text}\u001B[201~`

describe('a paste', () => {
  test('is text, whatever is in it', () => {
    const { keys, pastes, type } = reader()
    type(`j${paste('ty\u0003q\u001B[A é\r')}k`)
    expect(keys).toEqual(['j', 'k'])
    expect(pastes).toEqual(['ty\u0003q\u001B[A é\r'])
  })

  test('that is long keeps its beginning', () => {
    const { keys, pastes, type } = reader()
    type(`${paste('x'.repeat(100_000))}k`)
    expect(keys).toEqual(['k'])
    expect(pastes).toEqual(['x'.repeat(4096)])
  })

  test('whose end never comes is given up', async () => {
    const { keys, type } = reader()
    type('\u001B[200~ryq')
    await vi.advanceTimersByTimeAsync(1100)
    type('k')
    expect(keys).toEqual(['k'])
  })

  test('any text, among any keys, is no key', () => {
    const typed = oneof(
      constantFrom('j', 'é', '\r', '\u001B[A', '\u001B[6~'),
      integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    )
    const pasted = string().filter((text) => !text.includes('\u001B'))
    assert(
      property(array(typed), pasted, array(typed), (before, text, after) => {
        const [plain, mixed] = [reader(), reader()]
        plain.type([...before, ...after].join(''))
        mixed.type([...before, paste(text), ...after].join(''))
        expect(mixed.keys).toEqual(plain.keys)
        expect(mixed.pastes).toHaveLength(1)
      }),
    )
  })
})

test('no bytes make it fail, and a q is heard a moment later', async () => {
  await vi.advanceTimersByTimeAsync(0)
  assert(
    property(array(integer({ min: 0, max: 255 })), (bytes) => {
      const { keys, read } = reader()
      for (const byte of bytes) read.take(byte)
      vi.advanceTimersByTime(1100)
      vi.runAllTimers()
      // Half a letter that never became a whole one may swallow the next byte.
      for (const byte of Buffer.from('qqqqq')) read.take(byte)
      expect(keys.at(-1)).toBe('q')
      read.close()
    }),
  )
})
