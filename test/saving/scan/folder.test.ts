/** What stands in a folder of the agent's, opened while somebody moves it. */
import type { Stats } from 'node:fs'
import { expect, test } from 'vitest'
import { existingFile, existingFolder, type Folder } from '../../../src/saving/scan/folder.ts'

const closed = Array.from({ length: 5 })

test.each([
  { name: 'what can be opened', opens: ['it'], stands: [], is: 'it' },
  { name: 'what was moved away', opens: [undefined], stands: [false], is: 'gone' },
  { name: 'what was away for a moment', opens: [undefined, 'it'], stands: [true], is: 'it' },
  { name: 'what is moved away at last', opens: [undefined, undefined], stands: [true, false], is: 'gone' },
  { name: 'what is closed', opens: closed, stands: closed.map(() => true), is: 'closed' },
])('$name is $is', ({ opens, stands, is }) => {
  expect(existingFolder(aFolder(opens, stands), 'd')).toBe(is)
  expect(existingFile(aFolder(opens, stands), 'f')).toBe(is)
})

/** Answers one look after the other. */
function aFolder(opens: readonly unknown[], stands: readonly boolean[]): Folder {
  const [open, stand] = [opens.values(), stands.values()]
  const isIt = () => stand.next().value ?? false
  return {
    folder: () => open.next().value,
    file: () => open.next().value,
    facts: () => ({ isFile: isIt, isDirectory: isIt }) as Stats,
  } as unknown as Folder
}
