import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLog, timeText, type LogOptions } from '../../src/kubelet/log-read.ts'
import { Stamper } from '../../src/kubelet/log-stamps.ts'
import { RunWatch } from '../../src/kubelet/run-watch.ts'
import { bootId, thisProcess } from '../../src/kubelet/process-id.ts'

const start = 1_700_000_000_000_000_000n
let folder: string
let time: bigint

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-log-'))
  time = start
})
afterEach(() => rmSync(folder, { recursive: true }))

const print = (text: string) => appendFileSync(join(folder, 'output'), text)
const stamper = () => new Stamper(folder, () => time)
const never = new AbortController().signal
async function read(options: Partial<LogOptions> = {}): Promise<string> {
  let text = ''
  const source = { folder, more: async () => false }
  for await (const bytes of readLog(source, { follow: false, timestamps: false, signal: never, ...options }))
    text += Buffer.from(bytes).toString()
  return text
}

test('lines keep the time at which they were seen, also for another daemon', async () => {
  const first = stamper()
  print('a\nb\nhal')
  expect(first.stamp(false)).toBe(true)
  expect(first.stamp(false)).toBe(false)
  time += 1_500_000_000n
  print('f\nc\n')
  stamper().stamp(false)
  time += 1_000_000_000n
  print('end')
  stamper().stamp(true)
  const all = [
    '2023-11-14T22:13:20.000000000Z a',
    '2023-11-14T22:13:20.000000001Z b',
    '2023-11-14T22:13:21.500000000Z half',
    '2023-11-14T22:13:21.500000001Z c',
    '2023-11-14T22:13:22.500000000Z end',
  ]
  expect(await read({ timestamps: true })).toBe(all.join('\n'))
  expect(await read()).toBe('a\nb\nhalf\nc\nend')
  expect(await read({ tailLines: 2 })).toBe('c\nend')
  expect(await read({ tailLines: 3, timestamps: true })).toBe(all.slice(2).join('\n'))
  expect(await read({ tailLines: 0 })).toBe('')
  expect(await read({ tailLines: 100 })).toBe('a\nb\nhalf\nc\nend')
  expect(await read({ sinceTime: '2023-11-14T22:13:21Z' })).toBe('half\nc\nend')
  expect(await read({ sinceTime: '2023-11-14T22:13:20.000000001Z' })).toBe('b\nhalf\nc\nend')
  expect(await read({ sinceTime: '2023-11-14T23:13:21.500000001+01:00' })).toBe('c\nend')
  expect(await read({ limitBytes: 3 })).toBe('a\nb')
})

test('a clock that goes back does not take the lines with it', async () => {
  print('a\n')
  stamper().stamp(false)
  time -= 60_000_000_000n
  print('b\n')
  stamper().stamp(false)
  const times = (await read({ timestamps: true }))
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
  expect(times).toEqual(times.toSorted())
})

test('a line without an end does not fill the memory, and is given back whole', async () => {
  const long = 'x'.repeat(700_000)
  print(`${long}\nnext\n`)
  stamper().stamp(false)
  expect(await read()).toBe(`${long}\nnext\n`)
  expect((await read({ timestamps: true })).match(/Z /g)).toHaveLength(2)
})

test('half a record, from a full disk, is written over', async () => {
  print('a\n')
  stamper().stamp(false)
  print('b\n')
  stamper().stamp(false)
  truncateSync(join(folder, 'stamps'), 25)
  stamper().stamp(false)
  expect(readFileSync(join(folder, 'stamps'))).toHaveLength(32)
  expect(await read()).toBe('a\nb\n')
})

test('a follower gets every line, and ends with the run', async () => {
  const self = thisProcess()
  writeFileSync(join(folder, 'pid'), `${self.pid} ${self.start} ${bootId()}\n`)
  const watch = new RunWatch(folder, () => watch.check())
  let text = ''
  const following = (async () => {
    for await (const bytes of readLog(watch, { follow: true, timestamps: false, signal: never }))
      text += Buffer.from(bytes).toString()
  })()
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`)
  for (const line of lines) print(line)
  await expect.poll(() => text).toBe(lines.join(''))
  print('last')
  writeFileSync(join(folder, 'exit'), '0\n')
  await following
  expect(text).toBe(`${lines.join('')}last`)
})

test('times have nine digits', () => {
  expect(timeText(1_700_000_000_000_000_001n)).toBe('2023-11-14T22:13:20.000000001Z')
})
