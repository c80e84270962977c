/** Plays a case: sends its requests to a server one after the other and keeps what came back. */
import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'yaml'
import type { Json, Step } from './case.ts'
import { textOf, type Client } from './client.ts'
import { readEvents } from './watch-events.ts'

export interface Answer {
  readonly code: number
  /** Left out where it is JSON. */
  readonly type?: string
  readonly warnings?: string
  readonly body?: Json
  readonly events?: readonly Json[]
}

export interface Played {
  readonly answers: Answer[]
  /** The paths of what was created, to be removed afterwards. */
  readonly created: string[]
}

export async function play(client: Client, namespace: string, steps: readonly Step[]): Promise<Played> {
  const played: Played = { answers: [], created: [] }
  for (const step of steps) await playStep(client, namespace, step, played)
  return played
}

async function playStep(client: Client, namespace: string, step: Step, played: Played): Promise<void> {
  const { answers, created } = played
  const fill = (text: string) => filled(text, namespace, answers)
  const text =
    step.body === undefined ? undefined : typeof step.body === 'string' ? step.body : JSON.stringify(step.body)
  const { method, headers } = step
  const sent = { method, path: encoded(fill(step.path)), headers, body: text === undefined ? undefined : fill(text) }
  if (step.during !== undefined) {
    const response = await client.send(sent)
    const place = answers.push(head(response)) - 1
    const events = readEvents(response, step.events)
    for (const inner of step.during) await playStep(client, namespace, inner, played)
    answers[place] = { ...head(response), ...(await events) }
    return
  }
  for (let attempt = 1; ; attempt++) {
    const response = await client.send(sent)
    const raw = await textOf(response)
    const body = read(raw, response)
    // 429: the real server still builds the storage of a new definition.
    const early = response.statusCode === 429 || (step.until && !step.until(body, response.statusCode ?? 0))
    if (early && attempt < 2000) {
      await pause(50)
      continue
    }
    answers.push({ ...head(response), body: step.part ? step.part(body) : body })
    if (response.statusCode === 201) created.push(pathOfCreated(method, sent.path, body))
    return
  }
}

function pathOfCreated(method: string, path: string, body: Json): string {
  const [bare = ''] = path.split('?')
  return method === 'POST' ? `${bare}/${body?.metadata?.name}` : bare
}

function read(text: string, response: IncomingMessage): unknown {
  const type = response.headers['content-type'] ?? ''
  return type.startsWith('application/json') || type === 'application/yaml' ? parse(text) : text
}

function head(response: IncomingMessage): Answer {
  const type = response.headers['content-type']
  const { warning } = response.headers
  return {
    code: response.statusCode ?? 0,
    ...(type !== 'application/json' && { type }),
    ...(warning !== undefined && { warnings: warning }),
  }
}

/** Spaces and quotes may stand in a path as they are, so that selectors can be read. */
function encoded(path: string): string {
  return path.replaceAll(/[ "<>{}|\\^`]/g, encodeURIComponent)
}

function filled(text: string, namespace: string, answers: readonly Answer[]): string {
  return text.replaceAll('{ns}', namespace).replaceAll(/\{(\d+)\.([\w.]+)\}/g, (_, index: string, path: string) => {
    const found: unknown = path
      .split('.')
      .reduce((at: Json, part) => at?.[part] as Json, answers[Number(index) - 1]?.body)
    if (typeof found !== 'string' && typeof found !== 'number') {
      throw new Error(`No ${path} in ${JSON.stringify(answers[Number(index) - 1])}`)
    }
    return String(found)
  })
}
