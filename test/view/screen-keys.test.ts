import type { Key } from 'ink'
import { expect, test } from 'vitest'
import { keysOf } from '../../src/view/screen-keys.ts'

test.each([
  ['q', {}, ['q']],
  ['jjr', {}, ['j', 'j', 'r']],
  ['é🚀', {}, ['é', '🚀']],
  ['\r', { return: true }, ['enter']],
  ['a\rb\u0001', {}, ['a', 'enter', 'b']],
  ['c', { ctrl: true }, ['ctrl-c']],
  ['z', { ctrl: true }, []],
  ['', { upArrow: true }, ['up']],
  ['', { pageDown: true, meta: true }, ['page-down']],
  ['', { escape: true, meta: true }, ['escape']],
  ['?', { meta: true }, ['escape', '?']],
  ['', { delete: true }, ['backspace']],
  ['', { tab: true }, []],
] as [string, Partial<Key>, string[]][])('%j with %j', (input, key, keys) => {
  expect(keysOf(input, key as Key)).toEqual(keys)
})
