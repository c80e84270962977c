/** An index is of the agent's making: what it comes to in memory has a bound, however it is compressed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AbsentFiles } from '../../../src/saving/git-index/absent-files.ts'
import { readBits } from '../../../src/saving/git-index/ewah-bits.ts'
import { openFolder } from '../../../src/saving/scan/folder.ts'
import { AttemptFolder } from '../../support/attempt-folder.ts'

const MiB = 1024 * 1024
const assumeValid = 0x8000
/** By which names differ. */
const digits = 7

/** Entries that are all marked; of version 4, each name but the first is all but the end of the one before. */
function forged(version: 2 | 4, names: readonly string[]): Buffer {
  const head = Buffer.alloc(12)
  head.write('DIRC')
  head.writeUInt32BE(version, 4)
  head.writeUInt32BE(names.length, 8)
  const entries = names.map((name, index) => {
    const before = names[index - 1] ?? ''
    const same = version === 2 || index === 0 ? 0 : name.length - digits
    const cut = version === 2 ? [] : varint(before.length - same)
    const rest = Buffer.from([...cut, ...Buffer.from(name.slice(same))])
    const size = version === 2 ? (((62 + rest.length) >> 3) + 1) * 8 : 62 + rest.length + 1
    const entry = Buffer.alloc(size)
    entry.writeUInt32BE(0o100644, 24)
    entry.writeUInt16BE(assumeValid | Math.min(name.length, 0xfff), 60)
    rest.copy(entry, 62)
    return entry
  })
  return Buffer.concat([head, ...entries, Buffer.alloc(20)])
}

/** As git writes offsets. */
function varint(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 0x7f))
  return bytes
}

async function reading(index: Buffer): Promise<{ files: AbsentFiles; grown: number }> {
  await using attempt = new AttemptFolder()
  writeFileSync(join(attempt.folder, 'index'), index)
  using folder = openFolder(attempt.folder)
  const files = new AbsentFiles()
  const before = process.memoryUsage().rss
  await files.refresh(folder)
  return { files, grown: process.memoryUsage().rss - before }
}

const long = 'long/'.repeat(810)
const number = (index: number) => String(index).padStart(digits, '0')

test.each([
  ['names that are compressed', 4, 300_000, (index: number) => `${long}${number(index)}`],
  ['deep folders', 2, 5000, (index: number) => `${number(index)}/${'a/'.repeat(2000)}x`],
] as const)('%s come to GiB, and are not read', { timeout: 120_000 }, async (_, version, count, name) => {
  const { files, grown } = await reading(
    forged(
      version,
      Array.from({ length: count }, (__, index) => name(index)),
    ),
  )
  expect(files.notes).toEqual(['the index cannot be read: what it marks comes to more than 128 MiB'])
  expect([files.absent, files.bytes]).toEqual([undefined, 0])
  expect(grown).toBeLessThan(600 * MiB)
})

test('a name that no file system takes is not put together', async () => {
  const name = 'x'.repeat(60 * 1024)
  const { files } = await reading(forged(4, [name, name]))
  expect(files.notes).toEqual(['the index cannot be read: a name in it is longer than 4096 bytes'])
})

test('what is compressed counts as what it comes to', async () => {
  const index = forged(
    4,
    Array.from({ length: 1000 }, (_, one) => `${long}${number(one)}`),
  )
  const { files } = await reading(index)
  expect(files.notes).toEqual([])
  expect(files.bytes).toBeGreaterThan(10 * index.length)
})

/** A compressed bitmap as it stands in a file. */
function bitmap(size: number, words: readonly bigint[]): Buffer {
  const data = Buffer.alloc(12 + words.length * 8)
  data.writeUInt32BE(size, 0)
  data.writeUInt32BE(words.length, 4)
  words.forEach((word, index) => data.writeBigUInt64BE(word, 8 + index * 8))
  return data
}

const ones = 0xffff_ffff_ffff_ffffn
const literals = (count: number) => BigInt(count) << 33n

test('a bitmap that marks more than there are entries is read no further', async () => {
  const head = Buffer.alloc(12)
  head.write('DIRC')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(1, 8)
  const words = [literals(2 ** 31 - 1), ...Array.from({ length: 500_000 }, () => ones)]
  const link = Buffer.concat([Buffer.alloc(20, 1), bitmap(0, []), bitmap(2 ** 32 - 1, words)])
  const extension = Buffer.alloc(8)
  extension.write('link')
  extension.writeUInt32BE(link.length, 4)
  const { files, grown } = await reading(
    // One entry without a name.
    Buffer.concat([head, Buffer.alloc(64), Buffer.alloc(8), extension, link, Buffer.alloc(20)]),
  )
  expect(files.notes).toEqual([`the index cannot be read: sharedindex.${'01'.repeat(20)} is not a readable file`])
  expect(grown).toBeLessThan(100 * MiB)
})

test('bits are those of runs and of words as they are, up to the size of it', () => {
  const words = [1n | (1n << 1n) | literals(2), 0x8000_0001_8000_0001n, ones, literals(1), 1n]
  const run = Array.from({ length: 64 }, (_, bit) => bit)
  const all = [...run, 64, 95, 96, 127, ...run.map((bit) => 128 + bit), 192]
  expect(readBits(bitmap(1000, words), 1000)).toEqual({ places: all, bytes: 12 + 5 * 8 })
  expect(readBits(bitmap(130, words), 1000).places).toEqual(all.filter((bit) => bit < 130))
  expect(readBits(bitmap(1000, words), 70).places).toEqual(all.slice(0, 70))
})
