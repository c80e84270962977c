import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  lossesOf,
  logWriter,
  outputPlace,
  segmentBytes,
  segmentsKept,
  segmentsOf,
} from '../../src/kubelet/log/log-segments.ts'
import { canMount, fillDisk, smallDisk } from '../support/small-disk.ts'
import { until } from '../support/attempt-folder.ts'
import { full, inFull, moreInFull, onlyInFull } from '../support/full.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-writer-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = `patiently() { until "$@"; do [ -e pid ] || exit 1; sleep 0.05; done 2>/dev/null; }
umask 077
cd "$1" || exit 1
${logWriter}
write_log`

function startWriter() {
  writeFileSync(join(folder, 'pid'), '')
  const writer = spawn('sh', ['-c', program, 'sh', folder], { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = once(writer, 'close')
  return {
    input: writer.stdin,
    /** Its exit status. */
    async end(): Promise<unknown> {
      writer.stdin.end()
      return (await ended)[0]
    },
  }
}

const written = () => Buffer.concat(segmentsOf(folder).map((segment) => readFileSync(outputPlace(folder, segment))))
const block = (at: number) => Buffer.alloc(100_000, `${at} `)
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test(`what is printed is on disk byte for byte, however it comes${moreInFull}`, async () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200_000 })), {
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(sizes, fc.infiniteStream(fc.nat(3)), async (sizes, pauses) => {
      for (const segment of segmentsOf(folder)) rmSync(outputPlace(folder, segment))
      const writer = startWriter()
      const all: Buffer[] = []
      for (const [at, size] of sizes.entries()) {
        const bytes = Buffer.alloc(size, `${at} `)
        all.push(bytes)
        writer.input.write(bytes)
        const wait = pauses.next().value
        if (wait === 0) await pause(1)
      }
      expect(await writer.end()).toBe(0)
      expect(digest(written())).toBe(digest(Buffer.concat(all)))
    }),
    { numRuns: inFull(12, 4) },
  )
})

test('a line is on disk as soon as it is printed', async () => {
  const writer = startWriter()
  for (const line of ['one\n', 'two\n']) {
    writer.input.write(line)
    await expect.poll(() => written().toString()).toMatch(new RegExp(`${line}$`))
  }
  expect(await writer.end()).toBe(0)
})

test('only the newest segments are kept, none longer than it may be, and they are one piece of the output', async () => {
  const writer = startWriter()
  const count = Math.ceil((segmentBytes * (segmentsKept + 3)) / 100_000)
  for (let at = 0; at < count; at++) if (!writer.input.write(block(at))) await once(writer.input, 'drain')
  expect(await writer.end()).toBe(0)
  const segments = segmentsOf(folder)
  expect(segments).toHaveLength(segmentsKept)
  expect(segments[0]).toBeGreaterThan(2)
  for (const segment of segments)
    expect(readFileSync(outputPlace(folder, segment)).length).toBeLessThanOrEqual(segmentBytes)
  const kept = written()
  const whole = Buffer.concat(Array.from({ length: count }, (_, at) => block(at)))
  expect(digest(kept)).toBe(digest(whole.subarray(whole.length - kept.length)))
  expect(kept.length).toBeGreaterThan(segmentBytes * (segmentsKept - 2))
})

test.skipIf(!canMount)('on a full disk nothing waits, and what was lost is said once there is room', async () => {
  using _disk = smallDisk(folder, 1)
  const writer = startWriter()
  writer.input.write('before\n')
  await until(() => written().toString() === 'before\n', 'the first line')
  const filler = fillDisk(folder)
  for (let at = 0; at < 40; at++) if (!writer.input.write(Buffer.alloc(100_000, 'x'))) await once(writer.input, 'drain')
  expect(written().length).toBeLessThan(10_000)
  rmSync(filler)
  await until(() => {
    writer.input.write('after\n')
    return written().toString().endsWith('after\n')
  }, 'output again')
  expect(await writer.end()).toBe(0)
  const losses = lossesOf(folder, 1)
  expect(losses.length).toBeGreaterThan(0)
  expect(losses.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(3_500_000)
})

test.runIf(full && canMount)(
  `where there is never room again, it ends with whoever wanted to know${onlyInFull}`,
  async () => {
    using _disk = smallDisk(folder, 1)
    const writer = startWriter()
    fillDisk(folder)
    // Also what is left of the last block.
    execFileSync('sh', ['-c', 'while printf x; do :; done >>"$1"', 'sh', join(folder, 'rest')], { stdio: 'ignore' })
    writer.input.write(Buffer.alloc(200_000, 'x'))
    rmSync(join(folder, 'pid'))
    expect(await writer.end()).toBe(1)
  },
)
