/**
 * git's index as data: which paths git does not look for in the working tree. Of the agent's making, so every length is
 * checked, and nothing in it is believed further. By hand: isomorphic-git reads no split or sparse index.
 * https://git-scm.com/docs/index-format
 */
import { readBits } from './ewah-bits.ts'
import { IndexError } from './index-error.ts'
import type { IndexQuota } from './index-quota.ts'

export interface ParsedIndex {
  /** Files with the bit skip-worktree or assume-valid: git takes none of them for deleted. */
  readonly absent: readonly string[]
  /** Folders of a sparse index, which stand for all that is in them. */
  readonly folders: readonly string[]
  /** A split index names the one that it is a change of. */
  readonly split?: SplitIndex
}

interface SplitIndex {
  readonly shared: string
  /** Places in the shared index of the entries that the nameless ones here replace, and whether these have such a bit. */
  readonly replaced: ReadonlyMap<number, boolean>
}

const flag = { assumeValid: 0x8000, extended: 0x4000, length: 0x0fff } as const
const skipWorktree = 0x4000
const folderMode = 0o040000
const fixedBytes = 62
/** No file system takes more. */
const mostNameBytes = 4096
const yieldEvery = 4096

/** `paths` gets the name of every entry, in order, where it is given. Throws an IndexError. */
export async function parseIndex(
  data: Buffer,
  yieldToEventLoop: () => Promise<void> | undefined,
  quota: IndexQuota,
  paths?: string[],
): Promise<ParsedIndex> {
  if (data.length < 12 || data.toString('latin1', 0, 4) !== 'DIRC') throw new IndexError('it is not an index')
  const [version, count] = [data.readUInt32BE(4), data.readUInt32BE(8)]
  if (version < 2 || version > 4) throw new IndexError(`its version is ${version}`)
  const absent: string[] = []
  const folders: string[] = []
  const nameless: boolean[] = []
  let name: Buffer = Buffer.alloc(0)
  let at = 12
  for (let number = 0; number < count; number += 1) {
    if (number % yieldEvery === 0) await yieldToEventLoop()
    const entry = entryAt(data, at, version, name)
    at = entry.next
    name = entry.name
    if (name.length === 0) nameless.push(entry.isAbsent)
    if (paths === undefined && (name.length === 0 || !entry.isAbsent)) continue
    quota.take(name)
    const text = name.toString('latin1')
    paths?.push(text)
    if (name.length === 0 || !entry.isAbsent) continue
    if (entry.mode === folderMode) folders.push(text.replace(/\/$/, ''))
    else absent.push(text)
  }
  const split = splitIn(data, at, nameless)
  return { absent, folders, ...(split && { split }) }
}

interface IndexEntry {
  readonly name: Buffer
  readonly mode: number
  readonly isAbsent: boolean
  readonly next: number
}

function entryAt(data: Buffer, at: number, version: number, before: Buffer): IndexEntry {
  if (at + fixedBytes + 2 > data.length) throw new IndexError('it is cut off')
  const mode = data.readUInt32BE(at + 24)
  const flags = data.readUInt16BE(at + 60)
  const isExtended = version > 2 && (flags & flag.extended) !== 0
  const skips = isExtended && (data.readUInt16BE(at + fixedBytes) & skipWorktree) !== 0
  const isAbsent = skips || (flags & flag.assumeValid) !== 0
  const from = at + fixedBytes + (isExtended ? 2 : 0)
  if (version === 4) return { mode, isAbsent, ...compressedName(data, from, before) }
  const end = nameEnd(data, from, flags)
  // One NUL at least, and more up to a multiple of eight.
  return { mode, isAbsent, name: data.subarray(from, end), next: at + (((end - at) >> 3) + 1) * 8 }
}

function nameEnd(data: Buffer, from: number, flags: number): number {
  const length = flags & flag.length
  const end = length === flag.length ? data.indexOf(0, from + length) : from + length
  if (end < 0 || end >= data.length) throw new IndexError('it is cut off')
  if (end - from > mostNameBytes) throw new IndexError(tooLong)
  return end
}

/** Version 4: how much of the name before is left away, then what comes instead. */
function compressedName(data: Buffer, from: number, before: Buffer): Pick<IndexEntry, 'name' | 'next'> {
  let at = from
  let byte = data[at++] ?? 0
  let cut = byte & 0x7f
  while ((byte & 0x80) !== 0) {
    byte = data[at++] ?? 0
    cut = (cut + 1) * 128 + (byte & 0x7f)
    if (cut > before.length) break
  }
  const end = data.indexOf(0, at)
  if (cut > before.length || end < 0) throw new IndexError('a name in it is broken')
  // Before it is put together: each of a million may repeat what comes before.
  if (before.length - cut + end - at > mostNameBytes) throw new IndexError(tooLong)
  return { name: Buffer.concat([before.subarray(0, before.length - cut), data.subarray(at, end)]), next: end + 1 }
}

const tooLong = `a name in it is longer than ${mostNameBytes} bytes`

function splitIn(data: Buffer, from: number, nameless: readonly boolean[]): SplitIndex | undefined {
  // A hash of it all stands at the end.
  for (let at = from; at + 8 <= data.length - 20;) {
    const length = data.readUInt32BE(at + 4)
    if (data.toString('latin1', at, at + 4) === 'link') return splitOf(data.subarray(at + 8, at + 8 + length), nameless)
    at += 8 + length
  }
  return undefined
}

function splitOf(link: Buffer, nameless: readonly boolean[]): SplitIndex | undefined {
  const shared = link.toString('hex', 0, 20)
  if (link.length < 20) throw new IndexError('it is cut off')
  if (/^0*$/.test(shared)) return undefined
  if (link.length === 20) return { shared, replaced: new Map() }
  const deleted = readBits(link.subarray(20), 0)
  const { places } = readBits(link.subarray(20 + deleted.bytes), nameless.length)
  return { shared, replaced: new Map(places.map((place, index) => [place, nameless[index] === true])) }
}
