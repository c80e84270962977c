import type { Key } from 'ink'

/** A key by name, or the character that it types. */
export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'ctrl-c'
  | (string & {})

/** What came from the keyboard at once: one key, or several characters of a fast typist or a paste. */
export function keysOf(input: string, key: Key): readonly KeyName[] {
  if (key.ctrl) return input === 'c' ? ['ctrl-c'] : input === 'u' ? ['page-up'] : input === 'd' ? ['page-down'] : []
  if (key.upArrow) return ['up']
  if (key.downArrow) return ['down']
  if (key.leftArrow) return ['left']
  if (key.pageUp) return ['page-up']
  if (key.pageDown) return ['page-down']
  if (key.home) return ['home']
  if (key.end) return ['end']
  if (key.return) return ['enter']
  if (key.escape) return ['escape']
  if (key.backspace || key.delete) return ['backspace']
  if (key.tab || key.rightArrow) return []
  const typed = [...input].flatMap((character) => {
    if (character === '\r' || character === '\n') return 'enter'
    return character >= ' ' ? character : []
  })
  // What comes right after an Esc over a slow line looks like a key with Alt, which is none here.
  return key.meta ? ['escape', ...typed] : typed
}
