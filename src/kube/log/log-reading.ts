import type { IncomingMessage } from 'node:http'
import type { LogItem, LogRequest } from '../client.ts'
import { LineSplitter } from './line-splitter.ts'
import { advance, type LogPlace, Resumption } from './log-place.ts'
import { resourcePath, withQuery } from '../resource-path.ts'
import { pods } from '../resources.ts'
import type { Transport } from '../transport/transport.ts'

export interface LogTimes {
  /** A connection that is silent for so long is made anew: it may be dead. */
  readonly idleMs: number
  /** Between looks at a container that has not started or has nothing new. */
  readonly pollMs: number
  /** After a loss. */
  readonly firstWaitMs: number
}

export interface LogReadResult {
  /** Position up to which the log has been read. */
  readonly place: LogPlace | undefined
  /** Lines that came out of this reading. */
  readonly fresh: number
  /** The connection broke; undefined when the server ended it. */
  readonly broken?: unknown
  /** A line without its end, where the server ended there. */
  readonly rest?: LogItem & { type: 'line' }
}

export interface LogReadOptions {
  /** Go on after this line; undefined: as the request says. */
  readonly place: LogPlace | undefined
  /** Whether the line of `place` must be there again, so that its absence is a gap. */
  readonly continuous: boolean
  readonly follow: boolean
  readonly previous: boolean
  /** A connection that is silent for so long is made anew: it may be dead. */
  readonly idleMs: number
}

const longestLine = 8 * 1024 * 1024

/** One request for a log, to its end. Rejects where the server refuses it; a connection that breaks is a result. */
export async function* readLog(
  transport: Transport,
  path: { pod: string; namespace: string; container: string },
  request: LogRequest,
  options: LogReadOptions,
): AsyncGenerator<LogItem, LogReadResult> {
  const stream = await open(transport, path, request, options)
  const splitter = new LineSplitter(longestLine)
  const old = new Resumption(options.place)
  let place = options.place
  let fresh = 0
  let broken: unknown
  let silent = false
  const silence = setTimeout(() => {
    silent = true
    stream.destroy()
  }, options.idleMs)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      silence.refresh()
      for (const { lines, cut } of splitter.push(chunk)) {
        for (const text of lines) {
          for (const item of itemsOf(text, old, options.continuous)) {
            if (item.type === 'line') {
              place = advance(place, item.time)
              fresh += 1
            }
            yield item
          }
        }
        if (cut)
          yield {
            type: 'gap',
            reason: `the line was longer than ${longestLine / 1024 / 1024} MiB; its rest is left out`,
          }
      }
    }
    if (options.continuous && old.missed) yield gapAfter(options.place)
  } catch (error) {
    if (!silent) broken = error
  } finally {
    clearTimeout(silence)
    stream.destroy()
  }
  const [rest] = broken === undefined && !silent ? itemsOf(splitter.rest(), old, false) : []
  return { place, fresh, broken, rest: rest?.type === 'line' ? rest : undefined }
}

async function open(
  transport: Transport,
  { pod, namespace, container }: { pod: string; namespace: string; container: string },
  request: LogRequest,
  { place, follow, previous }: LogReadOptions,
): Promise<IncomingMessage> {
  const start = place
    ? { sinceTime: place.time }
    : { sinceTime: request.sinceTime, sinceSeconds: request.sinceSeconds, tailLines: request.tailLines }
  const { limitBytes } = request
  const flags = { timestamps: true, follow: follow || undefined, previous: previous || undefined }
  const query = { container, ...flags, limitBytes, ...start }
  return await transport.stream({
    method: 'GET',
    path: withQuery(resourcePath(pods, namespace, pod, 'log'), query),
    accept: '*/*',
    idempotent: true,
    signal: request.signal,
  })
}

function* itemsOf(text: string, old: Resumption, continuous: boolean): Generator<LogItem> {
  if (text === '') return
  const space = text.indexOf(' ')
  const time = space < 0 ? text : text.slice(0, space)
  if (!isTime(time)) {
    // The kubelet writes what goes wrong into the log's own stream.
    yield { type: 'gap', reason: text.slice(0, 500) }
    return
  }
  const judged = old.judge(time)
  if (judged === 'old') return
  if (judged === 'after-gap' && continuous) yield gapAfter(undefined, time)
  yield { type: 'line', time, text: space < 0 ? '' : text.slice(space + 1) }
}

function isTime(text: string): boolean {
  return (
    text.length >= 20 && text[4] === '-' && text[10] === 'T' && text[13] === ':' && /^\d{4}-[\d:.T+Z-]+$/.test(text)
  )
}

function gapAfter(place: LogPlace | undefined, until?: string): LogItem {
  const where = until ? `before ${until}` : `after ${place?.time}`
  return { type: 'gap', reason: `lines ${where} may be missing: the log was rotated or removed before they were read` }
}
