import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Json } from './case.ts'
import { textOf } from './client.ts'

/** How long one more event than expected may take to be noticed, in milliseconds. */
const surplus = 150
/** How long to wait for an expected one. */
const patience = 8000

/** The events of a watch, which is closed after as many as are expected; of a refusal the body. */
export async function readEvents(
  response: IncomingMessage,
  expected: number | undefined,
): Promise<{ events: Json[] } | { body: Json }> {
  if (response.statusCode !== 200) return { body: parsed(await textOf(response)) }
  const events: Json[] = []
  const ended = collect(response, events)
  const enough = expected === undefined ? ended : Promise.race([ended, until(() => events.length >= expected)])
  await Promise.race([enough, pause(patience)])
  if (expected !== undefined) await Promise.race([ended, pause(surplus)])
  response.destroy()
  // When a mark comes is the server's affair.
  const isMark = ({ type }: Json, index: number) => type === 'BOOKMARK' && index >= (expected ?? Infinity)
  return { events: events.filter((event, index) => !isMark(event, index)) }
}

/** Resolves when the server ends the watch. */
function collect(response: IncomingMessage, events: Json[]): Promise<void> {
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') events.push(parsed(line))
  })
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) response.once(event, () => resolve())
  })
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + patience
  while (!holds() && Date.now() < end) await pause(10)
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
