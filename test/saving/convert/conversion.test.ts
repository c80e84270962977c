/** What a snapshot stores of changed files is what `git add` stores of them. */
import { rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { array, assert, asyncProperty, constantFrom, dictionary, record, string, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { storedText } from '../../../src/saving/convert/encoding.ts'
import { git, until } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, matrices } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

const savedBy = async (checkout: ACheckout): Promise<string> => {
  const { tip } = await checkout.take(true)
  return git(checkout.handoff, 'rev-parse', `${tip}^{tree}`)
}

/** As if the agent had begun some seconds after the clone, which is as fine as git looks. */
function put(checkout: ACheckout, path: string, content: string | Buffer): void {
  checkout.put(path, content)
  setTime(join(checkout.checkout, path), 5)
}

function setTime(place: string, secondsFromNow: number): void {
  const time = Date.now() / 1000 + secondsFromNow
  utimesSync(place, time, time)
}

const gitAdds = (checkout: ACheckout): string => {
  // Of the second in which the index was written git reads again what may have changed in it.
  setTime(join(checkout.checkout, '.git/index'), 60)
  checkout.git('add', '-A')
  return checkout.git('write-tree')
}

test('line ends that the base commit asks for, of what the agent changed, and no others', async () => {
  await using checkout = await ACheckout.of({
    '.gitattributes': '*.bat text eol=crlf\n*.auto text=auto\n',
    'a.bat': 'rem\n',
    'untouched.bat': 'rem\r\n',
    'crlf.auto': 'one\r\n',
    'lf.auto': 'one\n',
  })
  put(checkout, 'a.bat', 'rem\r\nrem\r\n')
  put(checkout, 'new.bat', 'rem\r\n')
  put(checkout, 'crlf.auto', 'one\r\ntwo\r\n')
  put(checkout, 'lf.auto', 'one\r\ntwo\r\n')
  put(checkout, 'binary.auto', '\0\r\n')
  const { tip, leftOut } = await checkout.take(true)
  const show = (path: string) => git(checkout.handoff, 'cat-file', '-p', `${tip}:${path}`)
  expect(leftOut).toEqual([])
  expect(['a.bat', 'new.bat', 'lf.auto'].map(show).join()).not.toContain('\r')
  const size = (path: string) => Number(git(checkout.handoff, 'cat-file', '-s', `${tip}:${path}`))
  expect(['untouched.bat', 'crlf.auto', 'binary.auto'].map(size)).toEqual([5, 10, 3])
  expect(git(checkout.handoff, 'rev-parse', `${tip}^{tree}`)).toBe(gitAdds(checkout))
})

test('a file that nobody touched is no change, though git add would store it otherwise', async () => {
  const content = {
    '.gitattributes': '*.t text eol=crlf\n*.auto text=auto eol=crlf\n*.id ident\n*.both ident text eol=crlf\n',
    'd/mixed.t': 'one\r\ntwo\n',
    'd/mixed.auto': 'one\r\ntwo\n',
    'd/expanded.id': '$Id: 0123 $ $Id: of another $ $Id$\n',
    'd/all.both': '$Id$\r\n$Id: 1$\n',
  }
  await using checkout = await ACheckout.of(content)
  // Its folder is another now, so that what is in it may be as well.
  checkout.put('d/new', 'new')
  const { tip } = await checkout.take(true)
  expect(git(checkout.handoff, 'diff', '--name-status', checkout.start.start, tip)).toBe('A\td/new')
})

const word = constantFrom('a', 'ä', ' ', '\t', '$Id$', '$Id: 1 $', '$Id: a\nb$', '$', '\u001a', '\u0001', '\0')
const end = constantFrom('\n', '\r\n', '\r', '')
const text = array(record({ word, end }), { maxLength: 12 }).map((lines) =>
  lines.map((line) => line.word + line.end).join(''),
)
const pattern = constantFrom('*', '*.t', 'a.t', '/a.t', 'd/*.t', '**/b.t', 'd/**', '"a.t"', 'd/', '!a.t', '[ab].t')
const values =
  'text,-text,!text,text=auto,eol=crlf,eol=lf,crlf,-crlf,crlf=input,text=auto eol=crlf,ident,-ident,binary,mine,-mine,filter=lfs,working-tree-encoding=UTF-8'
const value = constantFrom(...values.split(','))
const rules = array(record({ pattern, value }), { maxLength: 5 }).map((lines) =>
  ['[attr]mine text=auto ident', ...lines.map((line) => `${line.pattern} ${line.value}`), ''].join('\n'),
)
const path = constantFrom('a.t', 'b.t', 'c', 'd/a.t', 'd/b.t', 'd/e/a.t', 'd/e/c')
const files = dictionary(path, text, { maxKeys: 6 })
const world = record({ before: files, after: files, base: rules, top: rules, inner: rules })

test('random files and attributes', { timeout: matrices ? 3_600_000 : 600_000 }, async () => {
  const property = asyncProperty(world, async ({ before, after, base, top, inner }) => {
    await using checkout = await ACheckout.of({ ...before, '.gitattributes': base, last: 'x' })
    for (const [name, content] of Object.entries(after)) put(checkout, name, `${content}!\r\n`)
    put(checkout, '.gitattributes', top)
    put(checkout, 'd/.gitattributes', inner)
    expect(await savedBy(checkout)).toBe(gitAdds(checkout))
  })
  await assert(property, { numRuns: matrices ? 400 : inFull(12, 3) })
})

test('random text comes back from every encoding', async () => {
  const encodings = constantFrom<[string, (text: string) => Buffer]>(
    ['UTF-16', (plain) => Buffer.from(`\ufeff${plain}`, 'utf16le')],
    ['utf-16', (plain) => Buffer.from(`\ufeff${plain}`, 'utf16le').swap16()],
    ['UTF-16LE', (plain) => Buffer.from(plain, 'utf16le')],
    ['UTF16BE', (plain) => Buffer.from(plain, 'utf16le').swap16()],
    ['UTF-8', (plain) => Buffer.from(plain)],
  )
  await assert(
    asyncProperty(encodings, string({ unit: 'binary' }), async ([name, encode], plain) => {
      const isMarked = plain.startsWith('\ufeff') || plain.startsWith('\ufffe')
      const expected = isMarked && name !== 'UTF-8' ? undefined : plain
      const stored = storedText(encode(plain), name)?.toString()
      expect(isMarked ? undefined : stored).toBe(isMarked ? undefined : expected)
    }),
    { numRuns: inFull(100, 25) },
  )
})

test('no bytes and no name of an encoding are too odd to be looked at', async () => {
  const names = constantFrom(
    'UTF-16',
    'UTF-16LE',
    'UTF-32',
    'UTF-32BE',
    'Shift-JIS',
    'ISO-8859-1',
    '\u0000',
    'set',
    'x',
  )
  await assert(
    asyncProperty(uint8Array(), names, async (bytes, name) => {
      const stored = storedText(Buffer.from(bytes), name)
      expect(stored === undefined || Buffer.isBuffer(stored)).toBe(true)
    }),
  )
})

test.skipIf(!matrices)('rules that take for ever to match cost their time once', async () => {
  await using checkout = await ACheckout.of({ kept: 'a\n' })
  checkout.put('.gitattributes', `${'*a'.repeat(60)}b text\n`)
  for (const letter of ['c', 'd', 'e', 'f', 'g']) checkout.put(`${'a'.repeat(200)}${letter}`, 'x\r\n')
  const began = Date.now()
  expect(await checkout.take()).toMatchObject({ leftOut: [] })
  expect(Date.now() - began).toBeLessThan(15_000)
})

describeInFull('rarer attributes', () => {
  test('what is not of its encoding is beside the branch as it is, and named', async () => {
    await using checkout = await ACheckout.of({
      '.gitattributes': '*.txt working-tree-encoding=UTF-16\n',
      'b.txt': 'b',
    })
    put(checkout, 'a.txt', Buffer.from('\ufeffgood\n', 'utf16le'))
    put(checkout, 'b.txt', 'no mark')
    put(checkout, '.gitattributes', '*.txt working-tree-encoding=UTF-16\n*.odd working-tree-encoding=NO-SUCH-1\n')
    put(checkout, 'c.odd', 'odd')
    const { tip, uncommitted = '', leftOut, notes } = await checkout.take(true)
    expect(git(checkout.handoff, 'show', `${tip}:a.txt`)).toBe('good')
    expect(git(checkout.handoff, 'show', `${tip}:b.txt`)).toBe('b')
    expect(git(checkout.handoff, 'ls-tree', '-r', '--name-only', tip)).not.toContain('c.odd')
    expect(git(checkout.handoff, 'show', `${uncommitted}:b.txt`)).toBe('no mark')
    expect(git(checkout.handoff, 'show', `${uncommitted}:c.odd`)).toBe('odd')
    expect(leftOut).toEqual([])
    expect(notes).toEqual([
      'not in the encoding that .gitattributes names, so beside the branch as they are: b.txt, c.odd',
    ])
  })

  test('a file that nobody touched is one that was moved there, where its folder was', async () => {
    await using checkout = await ACheckout.of({
      '.gitattributes': '*.t text eol=crlf\n',
      'd/a.t': 'one\r\ntwo\n',
      'e/a.t': 'other\r\n\n',
    })
    checkout.agent('mv d f; mv e d; mv f e')
    const { tip } = await checkout.take(true)
    expect(git(checkout.handoff, 'show', `${tip}:d/a.t`)).toBe('other')
  })

  test('a file of attributes that is gone counts as the commit has it, and a link to one does not count', async () => {
    await using checkout = await ACheckout.of({ '.gitattributes': '* text\n', 'x/.gitattributes': '* -text\n' })
    rmSync(join(checkout.checkout, '.gitattributes'))
    put(checkout, 'a', 'a\r\n')
    put(checkout, 'x/a', 'a\r\n')
    const { tip } = await checkout.take(true)
    expect(git(checkout.handoff, 'cat-file', '-p', `${tip}:a`)).not.toContain('\r')
    expect(git(checkout.handoff, 'cat-file', '-s', `${tip}:x/a`)).toBe('3')
  })

  test('attributes that come after a checkpoint count for what is not committed yet', async () => {
    await using checkout = await ACheckout.of({ kept: 'a\n' })
    for (const path of ['new.bat', 'sub/new.bat', 'other.txt']) checkout.put(path, 'rem\r\n')
    const { ctimeMs } = statSync(join(checkout.checkout, 'other.txt'))
    // Only then a file is remembered by its times.
    await until(() => Date.now() > ctimeMs + 60)
    await checkout.take()
    checkout.put('.gitattributes', '*.bat text eol=crlf\n*.txt text=set\n')
    expect(await savedBy(checkout)).toBe(gitAdds(checkout))
  })
})
