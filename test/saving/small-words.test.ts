import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { softDeadline } from '../../src/saving/deadline.ts'
import { bytesBelow, DiskWatch } from '../../src/saving/disk.ts'
import { readEnded } from '../../src/saving/ended.ts'
import { readNumber, readStopWord } from '../../src/saving/stop.ts'
import { commitContent } from '../../src/saving/snapshot/commit-object.ts'
import { nameKind, shownPath } from '../../src/saving/snapshot/names.ts'

const folder = mkdtempSync(join(tmpdir(), 'gastown-words-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'file')

test.each([
  ['{"status":3,"nonce":"a-1"}\n', { status: 3, nonce: 'a-1', at: 5_000 }],
  ['{"status":3}', undefined],
  ['{"status":"3","nonce":"a"}', undefined],
  ['{"status":3,"nonce":"../x"}', undefined],
  ['{"status":3,"nonce":"', undefined],
  ['null', undefined],
  ['', undefined],
  [`{"status":3,"nonce":"a","x":"${'y'.repeat(600)}"}`, undefined],
])('ended %j', (text, ended) => {
  writeFileSync(file, text)
  utimesSync(file, 5, 5)
  expect(readEnded(file)).toEqual(ended)
})

test('what is no plain file is no word', () => {
  expect(readEnded(join(folder, 'missing'))).toBeUndefined()
  expect(readEnded(folder)).toBeUndefined()
  writeFileSync(file, '{"status":0,"nonce":"a"}')
  symlinkSync(file, join(folder, 'link'))
  expect(readEnded(join(folder, 'link'))).toBeUndefined()
  execFileSync('mkfifo', [join(folder, 'pipe')])
  expect(readEnded(join(folder, 'pipe'))).toBeUndefined()
})

test.each([
  ['', undefined, undefined],
  ['terminated', 'terminated', undefined],
  [' disk\n', 'disk', undefined],
  ['something new', 'terminated', undefined],
  ['12\n', 'terminated', 12],
  ['-1', 'terminated', undefined],
])('stop word or number %j', (text, word, number) => {
  writeFileSync(file, text)
  expect(readStopWord(file)).toBe(word)
  expect(readNumber(file)).toBe(number)
})

test.each([
  [3600, 3480],
  [480, 360],
  [100, 75],
  [60, 45],
])('the soft deadline of %i seconds is after %i', (limit, after) => {
  expect(softDeadline(1_000_000, limit)).toBe(1_000_000 + after)
})

test.each([
  ['.git', 'repository'],
  ['.GIT', 'refused'],
  ['git~1', 'refused'],
  ['GIT~1 ', 'refused'],
  ['.git. .', 'refused'],
  ['.git::$INDEX', 'refused'],
  ['x\\.git', 'refused'],
  ['.g\u00e2\u0080\u008cit', 'refused'],
  ['.gitignore', 'ordinary'],
  ['git', 'ordinary'],
  ['.git2', 'ordinary'],
  ['legit', 'ordinary'],
])('name %j is %s', (name, kind) => {
  expect(nameKind(name)).toBe(kind)
})

test('paths are shown as plain text', () => {
  expect(shownPath('a\n\u001b[31mb\u00e9')).toBe('a??[31mb?')
  expect(shownPath('x'.repeat(300))).toBe(`...${'x'.repeat(97)}`)
})

test('no name ends a line of a commit', () => {
  const author = { name: 'A <b>\nparent x', email: 'a@b>\n' }
  const content = commitContent({ tree: 't', parent: 'p', author, seconds: 5, message: 'm' }).toString()
  expect(content).toBe('tree t\nparent p\nauthor A bparent x <a@b> 5 +0000\ncommitter A bparent x <a@b> 5 +0000\n\nm\n')
})

test('a volume is full at 85 percent of its limit', async () => {
  const volume = mkdtempSync(join(folder, 'volume-'))
  const disk = new DiskWatch(volume, 8 * 1024 * 1024)
  expect(await disk.isFull(0)).toBe(false)
  writeFileSync(join(volume, 'big'), Buffer.alloc(7 * 1024 * 1024, 1))
  execFileSync('sync', ['-f', volume])
  expect(await bytesBelow(volume)).toMatchObject({
    bytes: expect.toSatisfy((bytes) => bytes >= 7 * 1024 * 1024),
    whole: true,
  })
})

test('what is too deep to be counted may be all by which the disk has grown', async () => {
  const volume = mkdtempSync(join(folder, 'volume-'))
  const disk = new DiskWatch(volume, 8 * 1024 * 1024)
  execFileSync(
    'bash',
    [
      '-c',
      `mkdir -p "$(printf 'd/%.0s' $(seq 450))" && cd "$(printf 'd/%.0s' $(seq 450))" && head -c 8M /dev/zero > big && sync -f .`,
    ],
    { cwd: volume },
  )
  expect(await bytesBelow(volume)).toMatchObject({ whole: false })
  await expect.poll(() => disk.isFull(Date.now() + 1e9)).toBe(true)
})
