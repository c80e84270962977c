/** Turns what the agent prints into numbered events for git-save's log, and into text for the agent container's. */
import type { Parser } from '../agents/agent.ts'
import type { AgentEvent, TranscriptRecord } from '../agents/events.ts'
import type { SaveResult } from '../outcome/results.ts'
import type { Scrubber } from './scrub.ts'
import { eventLoopYielder } from './scan/yield-to-event-loop.ts'
import { Lines } from './transcript-lines.ts'
import type { Segments } from './transcript-segments.ts'
import type { RawOutput } from './transcript-source.ts'
import { Usage } from './transcript-usage.ts'

/** What survives a restart of the container. */
export interface TranscriptState {
  /** Number of the last event in the log. */
  readonly lines: number
  readonly firstOutput?: string
  readonly lastOutput?: string
}

export interface TranscriptParts {
  readonly source: RawOutput
  readonly segments: Segments
  readonly parser: Parser
  /** Removes secrets. Everything that leaves goes through here. */
  readonly scrubber: Scrubber
  /** One line of the log, or several. */
  readonly log: (lines: string) => void
  /** Keeps an event for the record of the attempt, after a restart again from the first on; `text` is the same as JSON. */
  readonly keep: (record: TranscriptRecord, text: string) => void
  readonly before: TranscriptState
}

/** An agent that makes its output longer faster than it can be read does not keep the pod from ending. */
const drainMs = 20_000
/** Meanwhile nobody looks whether the agent is to be stopped. */
const followMs = 200

export class Transcript {
  readonly #parts: TranscriptParts
  readonly #lines: Lines
  readonly #usage = new Usage()
  readonly #logged: number
  #number = 0
  #firstOutput: string | undefined
  #lastOutput: string | undefined
  #end: SaveResult['end']
  #working: Promise<unknown> = Promise.resolve()

  constructor(parts: TranscriptParts) {
    this.#parts = parts
    this.#lines = new Lines({ cut: parts.scrubber.cut })
    this.#logged = parts.before.lines
    this.#firstOutput = parts.before.firstOutput
    this.#lastOutput = parts.before.lastOutput
  }

  get state(): TranscriptState {
    return {
      lines: Math.max(this.#number, this.#logged),
      ...(this.#firstOutput !== undefined && { firstOutput: this.#firstOutput }),
      ...(this.#lastOutput !== undefined && { lastOutput: this.#lastOutput }),
    }
  }

  /** How the agent's own stream says that it ended. */
  get end(): SaveResult['end'] {
    return this.#end
  }

  /** After a restart: all that was told before has been read again. */
  get isCaughtUp(): boolean {
    return this.#number >= this.#logged
  }

  get usage(): SaveResult['usage'] {
    const usage = this.#usage.result
    const turns = this.#end?.turns
    return usage === undefined || turns === undefined ? usage : { ...usage, turns }
  }

  /** Reads what there is, for a moment; true where there is more. */
  async follow(): Promise<boolean> {
    return await this.#inTurn(() => this.#read(performance.now() + followMs))
  }

  /** Reads what there is for the last time, a line without an end too. */
  async drain(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#read(performance.now() + drainMs)
      this.#take(this.#lines.end())
    })
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#working.then(work)
    this.#working = turn.catch(() => {})
    return await turn
  }

  async #read(until: number): Promise<boolean> {
    const yieldToEventLoop = eventLoopYielder()
    while (performance.now() < until) {
      const bytes = this.#parts.source.read()
      if (bytes === undefined) return false
      this.#take(this.#lines.add(bytes))
      await yieldToEventLoop()
    }
    return true
  }

  /** All lines of one piece at once: a write for each would be dear. */
  #take(lines: Iterable<string>): void {
    const { scrubber, segments, parser, log } = this.#parts
    const records: string[] = []
    let whole = ''
    for (const line of lines) {
      const text = scrubber.scrub(line)
      whole += `${text}\n`
      for (const event of parser.line(text)) {
        const record = this.#record(event)
        if (record !== undefined) records.push(record)
      }
    }
    if (whole !== '') segments.write(whole)
    if (records.length > 0) log(records.join('\n'))
  }

  /** The event as a line of the log; after a restart everything is read again, but told once. */
  #record(event: AgentEvent): string | undefined {
    this.#number += 1
    if (event.type === 'end') this.#end = endOf(event)
    if (event.type === 'usage') this.#usage.add(event)
    const isTold = this.#number <= this.#logged
    // When it really came is not known any more, but that it came no later than this.
    const time = (isTold ? this.#parts.before.lastOutput : undefined) ?? new Date().toISOString()
    const record: TranscriptRecord = { n: this.#number, time, event }
    const text = JSON.stringify(record)
    this.#parts.keep(record, text)
    if (isTold) return undefined
    this.#firstOutput ??= time
    this.#lastOutput = time
    return text
  }
}

function endOf({ ok, reason, cause, turns }: Extract<AgentEvent, { type: 'end' }>): SaveResult['end'] {
  return {
    ok,
    ...(reason !== undefined && { reason: reason.slice(0, 200) }),
    ...(cause !== undefined && { cause }),
    ...(turns !== undefined && { turns }),
  }
}
