import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLog, timeText, type LogOptions } from '../../src/kubelet/log/log-read.ts'
import { LogClock } from '../../src/kubelet/log/log-clock.ts'
import { Stamper } from '../../src/kubelet/log/log-stamper.ts'
import { readPieces } from '../../src/kubelet/log/log-stamps.ts'
import { RunWatch } from '../../src/kubelet/run/run-watch.ts'
import { bootId, thisProcess } from '../../src/kubelet/run/process-id.ts'

const start = 1_700_000_000_000_000_000n
let folder: string
let time: bigint

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-log-'))
  time = start
})
afterEach(() => rmSync(folder, { recursive: true }))

const print = (text: string, segment = 1) => appendFileSync(join(folder, `output.${segment}`), text)
const stamper = () => new Stamper(folder, () => time)
const never = new AbortController().signal
async function read(options: Partial<LogOptions> = {}): Promise<string> {
  let text = ''
  const source = { folder, more: async () => false, caughtUp: async () => {} }
  for await (const bytes of readLog(source, { follow: false, timestamps: false, signal: never, ...options }))
    text += Buffer.from(bytes).toString()
  return text
}

test('lines keep the time at which they were seen, also for another daemon', async () => {
  const first = stamper()
  print('a\nb\nhal')
  expect(first.stamp(false)).toEqual({ fresh: true, more: false })
  expect(first.stamp(false)).toEqual({ fresh: false, more: false })
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
  truncateSync(join(folder, 'stamps.1'), 25)
  stamper().stamp(false)
  expect(readFileSync(join(folder, 'stamps.1'))).toHaveLength(32)
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

test('one look at a huge output is bounded, and a follower has its turn in between', async () => {
  print('first\n')
  truncateSync(join(folder, 'output.1'), 4 * 1024 ** 4)
  const one = stamper()
  for (let looks = 0; looks < 10; looks++) expect(one.stamp(true)).toEqual({ fresh: true, more: true })
  expect(readPieces(folder, 1)).toHaveLength(80)
  const over = new AbortController()
  setTimeout(() => over.abort(), 10)
  await one.stampAll(true, over.signal)
})

test('segments are read as one log, with lines that go over their ends', async () => {
  print('one\nha')
  print('lf\nthree\n', 2)
  print('four\n', 3)
  await stamper().stampAll(true)
  expect(await read()).toBe('one\nhalf\nthree\nfour\n')
  const stamped = (await read({ timestamps: true })).replaceAll(/^\S+Z /gm, '> ')
  expect(stamped).toBe('> one\n> half\n> three\n> four\n')
  for (const [count, text] of [
    [0, ''],
    [1, 'four\n'],
    [2, 'three\nfour\n'],
    [3, 'lf\nthree\nfour\n'],
    [9, 'one\nhalf\nthree\nfour\n'],
  ] as const)
    expect(await read({ tailLines: count })).toBe(text)
})

const gone = /^output before this is gone: [^\n]*\n/

test('what was dropped is said, where it is asked for', async () => {
  print('old\n')
  print('middle\n', 2)
  time += 1_000_000_000n
  print('new\n', 3)
  await stamper().stampAll(true)
  for (const name of ['output.1', 'stamps.1']) rmSync(join(folder, name))
  expect(await read()).toMatch(gone)
  expect((await read()).replace(gone, '')).toBe('middle\nnew\n')
  expect(await read({ timestamps: true })).toMatch(gone)
  expect(await read({ tailLines: 3 })).toMatch(gone)
  expect(await read({ tailLines: 2 })).toBe('middle\nnew\n')
  expect(await read({ sinceTime: '2023-11-14T22:13:10Z' })).toMatch(gone)
  const last = (await read({ timestamps: true })).trim().split('\n').at(-1)?.split(' ')[0]
  expect(await read({ sinceTime: last })).toBe('new\n')
})

test('a follower that is overtaken is told so', async () => {
  print('one\n')
  await stamper().stampAll(false)
  const looks = Promise.withResolvers<boolean>()
  const source = {
    folder,
    caughtUp: async () => {},
    more: async () => looks.promise.finally(() => (source.more = async () => false)),
  }
  const chunks = readLog(source, { follow: true, timestamps: false, signal: never })[Symbol.asyncIterator]()
  expect(Buffer.from((await chunks.next()).value).toString()).toBe('one\n')
  print('two\n')
  print('five\n', 5)
  await stamper().stampAll(true)
  for (const name of ['output.1', 'stamps.1']) rmSync(join(folder, name))
  looks.resolve(true)
  let rest = ''
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) rest += Buffer.from(next.value)
  expect(rest).toMatch(gone)
  expect(rest.replace(gone, '')).toBe('five\n')
})

test('what a full disk took is said at its place', async () => {
  print('one\ntwo\nthree\n')
  writeFileSync(join(folder, 'lost.1'), '4 100\n4 50\n14 7\n')
  await stamper().stampAll(true)
  expect((await read()).replaceAll(/output is missing here: .*\(at least (\d+) .*/g, '<$1>').split('\n')).toEqual([
    'one',
    '<150>',
    'two',
    'three',
    '<7>',
    '',
  ])
})

test('after a sleep of the machine, times are right again', () => {
  let [wall, steady] = [1_700_000_000_000, 5_000_000n]
  const clock = new LogClock(
    () => wall,
    () => steady,
  )
  steady += 3_000_000n
  wall += 3
  expect(clock.now()).toBe(1_700_000_000_003_000_000n)
  // Timers and the steady clock stand still meanwhile.
  wall += 8 * 3600 * 1000
  expect(clock.now()).toBe(BigInt(wall) * 1_000_000n)
  steady += 999n
  expect(clock.now()).toBe(BigInt(wall) * 1_000_000n + 999n)
})

test('times have nine digits', () => {
  expect(timeText(1_700_000_000_000_000_001n)).toBe('2023-11-14T22:13:20.000000001Z')
})
