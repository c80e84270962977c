/**
 * A watch reads the store's log at its own pace: nothing is queued for it, and one that falls behind what the log holds
 * is cut off. It then lists again, as after any lost connection.
 */
import type { ServerResponse } from 'node:http'
import { expired, invalidObject } from '../failure.ts'
import { forbiddenField } from '../problem.ts'
import type { Media } from '../http/media.ts'
import { writeOn } from '../http/write-on.ts'
import type { EventLog } from '../store/event-log.ts'
import type { Store } from '../store/store.ts'
import { includeObject } from './render.ts'
import type { Selection } from './selection.ts'
import { wantedVersion } from './version.ts'
import { bookmarkFrame, errorFrame, eventFrame, seenEvent, type Framing } from './watch-frame.ts'

const bookmarkMilliseconds = 60_000
const defaultSeconds = 1800
const maxSeconds = 86_400

export async function watch(
  store: Store,
  selected: Selection,
  query: URLSearchParams,
  media: Media,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const start = startOf(store, query)
  const gone = new AbortController()
  const seconds = Number(query.get('timeoutSeconds')) || defaultSeconds * (1 + Math.random())
  const timer = setTimeout(() => gone.abort(), Math.min(seconds, maxSeconds) * 1000)
  timer.unref()
  response.once('close', () => {
    clearTimeout(timer)
    gone.abort()
  })
  const signal = AbortSignal.any([gone.signal, closing])
  const framing: Framing = { definition: selected.definition, media, include: includeObject(query) }
  const bookmarks = query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1'
  response.writeHead(200, { 'Content-Type': media.contentType, 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  await new Watch(store, selected, framing, bookmarks, response, signal).run(start)
}

interface Start {
  /** Undefined: everything that is there now comes first. */
  readonly version: number | undefined
  readonly announcesEnd: boolean
}

function startOf(store: Store, query: URLSearchParams): Start {
  const initial = query.get('sendInitialEvents') === 'true'
  if (initial && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    const detail = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'
    throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      forbiddenField('resourceVersionMatch', detail),
    ])
  }
  const version = wantedVersion(store, query)
  const none = query.get('sendInitialEvents') === 'false'
  if (initial) return { version: undefined, announcesEnd: true }
  return { version: version ?? (none ? store.version : undefined), announcesEnd: false }
}

class Watch {
  readonly #store: Store
  readonly #selected: Selection
  readonly #framing: Framing
  readonly #bookmarks: boolean
  readonly #response: ServerResponse
  readonly #signal: AbortSignal
  #first = true
  /** The version up to which the client knows everything. */
  #version = 0

  constructor(
    store: Store,
    selected: Selection,
    framing: Framing,
    bookmarks: boolean,
    response: ServerResponse,
    signal: AbortSignal,
  ) {
    this.#store = store
    this.#selected = selected
    this.#framing = framing
    this.#bookmarks = bookmarks
    this.#response = response
    this.#signal = signal
  }

  async run(start: Start): Promise<void> {
    this.#version = start.version ?? this.#store.version
    const position = this.#store.log.position(this.#version)
    if (position === undefined) {
      const failure = expired(`too old resource version: ${this.#version} (${this.#store.version})`)
      this.#response.end(errorFrame(failure.status))
      return
    }
    if (start.version === undefined) await this.#initial(start.announcesEnd)
    await this.#follow(position)
  }

  async #initial(announcesEnd: boolean): Promise<void> {
    const entries = [...this.#selected.entries(this.#store)]
    for (const entry of entries) {
      if (this.#signal.aborted) return
      await this.#send(eventFrame(this.#framing, 'ADDED', entry, this.#first))
      this.#first = false
    }
    if (announcesEnd && this.#bookmarks) await this.#send(bookmarkFrame(this.#framing, this.#version, true))
  }

  async #follow(start: number): Promise<void> {
    const { log } = this.#store
    let position = start
    let bookmarkAt = Date.now() + bookmarkMilliseconds
    while (!this.#signal.aborted) {
      const event = log.at(position)
      if (event === 'gone') {
        this.#response.destroy()
        return
      }
      if (event === 'wait') {
        const due = this.#bookmarks ? bookmarkAt - Date.now() : undefined
        if ((await changed(log, this.#signal, due)) === 'due') {
          await this.#send(bookmarkFrame(this.#framing, this.#version))
          bookmarkAt = Date.now() + bookmarkMilliseconds
        }
        continue
      }
      position++
      this.#version = event.version
      const seen = seenEvent(event, this.#selected)
      if (!seen) continue
      await this.#send(eventFrame(this.#framing, seen.type, seen.entry, this.#first))
      this.#first = false
    }
    if (this.#bookmarks && this.#response.writable) this.#response.write(bookmarkFrame(this.#framing, this.#version))
    this.#response.end()
  }

  async #send(bytes: Buffer): Promise<void> {
    await writeOn(this.#response, bytes, this.#signal)
  }
}

/** Waits for the log to grow, for the end, or for a time. */
function changed(log: EventLog, signal: AbortSignal, dueMilliseconds: number | undefined): Promise<'changed' | 'due'> {
  return new Promise((resolve) => {
    const finish = (how: 'changed' | 'due') => {
      forget()
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(how)
    }
    const abort = () => finish('changed')
    const forget = log.onceChanged(() => finish('changed'))
    const timer =
      dueMilliseconds === undefined ? undefined : setTimeout(() => finish('due'), Math.max(0, dueMilliseconds))
    timer?.unref()
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
  })
}
