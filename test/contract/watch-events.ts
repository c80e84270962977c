import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Json } from './case.ts'
import { textOf } from './client.ts'

/** How long one more event than expected may take to be noticed, in milliseconds. */
const surplus = 150
/** How long to wait for an expected one. */
const patience = 100_000

/**
 * The events of a watch, which is closed after as many as are expected, or read to its end; of a refusal the body.
 *
 * @throws Error where neither comes.
 */
export async function readEvents(
  response: IncomingMessage,
  expected = Infinity,
): Promise<{ events: Json[] } | { body: Json }> {
  if (response.statusCode !== 200) return { body: parsed(await textOf(response)) }
  const { events, enough, ended } = collect(response, expected)
  const done = await Promise.race([Promise.race([enough, ended]).then(() => true), pause(patience, false)])
  if (!done) throw new Error(`the watch goes on after ${events.length} events; expected: ${expected}`)
  await Promise.race([ended, pause(surplus)])
  response.destroy()
  // When a mark comes is the server's affair.
  const isMark = ({ type }: Json, index: number) => type === 'BOOKMARK' && index >= expected
  return { events: events.filter((event, index) => !isMark(event, index)) }
}

interface Collected {
  readonly events: Json[]
  /** There are as many as expected. */
  readonly enough: Promise<void>
  /** By the server. */
  readonly ended: Promise<void>
}

function collect(response: IncomingMessage, expected: number): Collected {
  const events: Json[] = []
  const enough = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') events.push(parsed(line))
    if (events.length >= expected) enough.resolve()
  })
  for (const event of ['end', 'close', 'error']) response.once(event, () => ended.resolve())
  return { events, enough: enough.promise, ended: ended.promise }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
