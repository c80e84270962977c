/** A program that measures: opens the watches that the first line of its stdin orders, says so, and tells at its end what they saw. */
import { createInterface } from 'node:readline'
import { targetOf } from './target.ts'
import { changeAnnotation, type WatchersOrder } from './watchers.ts'

const mark = Buffer.from(`"${changeAnnotation}":"`)
const latencies: number[] = []

/** Costs as little as can be. A frame may be cut where chunks meet; those are few. */
function count(chunk: Buffer): void {
  const now = process.hrtime.bigint()
  for (let at = chunk.indexOf(mark); at >= 0; at = chunk.indexOf(mark, at + 1)) {
    const start = at + mark.length
    const end = chunk.indexOf('"', start)
    const sent = end < 0 ? 0n : BigInt(chunk.toString('latin1', start, end))
    if (sent > 0n) latencies.push(Number(now - sent) / 1e6)
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { access, path, watches } = JSON.parse((await lines.next()).value ?? '') as WatchersOrder
const target = targetOf(access)
const answers = await Promise.all(Array.from({ length: watches }, () => target.open('GET', path)))
for (const answer of answers) answer.on('data', count)
process.stdout.write('open\n')
await lines.next()
process.stdout.write(`${JSON.stringify(latencies)}\n`)
for (const answer of answers) answer.destroy()
target.close()
