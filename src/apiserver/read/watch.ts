/**
 * A watch reads the store's log at its own pace: nothing is queued for it, and one that falls behind what the log holds,
 * or takes nothing for a minute, is cut off. It then lists again, as after any lost connection.
 */
import type { ServerResponse } from 'node:http'
import { badRequest, expired, invalidObject } from '../failure.ts'
import { forbiddenField, notSupported } from '../problem.ts'
import { statusOf } from '../http/response.ts'
import { isTrue } from '../http/flag.ts'
import type { Media } from '../http/media.ts'
import { patienceMs } from '../http/write-on.ts'
import type { Entry } from '../store/entry.ts'
import type { Store } from '../store/store.ts'
import { includeObject } from './render.ts'
import type { Selection } from './selection.ts'
import { wantedVersion } from './version.ts'
import { bookmarkFrame, errorFrame, eventFrame, selectedEvent, type Framing } from './watch-frame.ts'

const bookmarkMs = 60_000
const defaultSeconds = 1800
const maxSeconds = 86_400

/** Returns once the watch is under way; it ends with its time, its client or the server. */
export function watch(
  store: Store,
  selected: Selection,
  query: URLSearchParams,
  media: Media,
  response: ServerResponse,
  closing: AbortSignal,
): void {
  const timeout = query.get('timeoutSeconds') ?? ''
  if (!/^-?\d*$/.test(timeout)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(timeout)}: invalid syntax`)
  }
  const start = startOf(store, query)
  const framing: Framing = { definition: selected.definition, media, include: includeObject(query) }
  const bookmarks = isTrue(query.get('allowWatchBookmarks'))
  response.writeHead(200, { 'Content-Type': media.contentType, 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  const version = start.version ?? store.version
  const position = store.log.position(version)
  if (position === undefined) {
    response.end(errorFrame(expired(`too old resource version: ${version} (${store.version})`).status))
    return
  }
  const initial = start.version === undefined ? [...selected.entries(store)] : []
  const begun = { initial, announcesEnd: start.announcesEnd && bookmarks, version, position }
  const running = new Watch(store, selected, framing, bookmarks, response, begun)
  const end = () => running.end()
  const wanted = Number(timeout)
  const seconds = wanted > 0 ? wanted : defaultSeconds * (1 + Math.random())
  const timer = setTimeout(end, Math.min(seconds, maxSeconds) * 1000).unref()
  closing.addEventListener('abort', end)
  response.once('close', () => {
    clearTimeout(timer)
    closing.removeEventListener('abort', end)
    running.forget()
  })
  running.advance()
}

interface Start {
  /** Undefined: everything that is there now comes first. */
  readonly version: number | undefined
  readonly announcesEnd: boolean
}

function startOf(store: Store, query: URLSearchParams): Start {
  const initial = isTrue(query.get('sendInitialEvents'))
  if (initial && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    const detail = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'
    throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      forbiddenField('resourceVersionMatch', detail),
    ])
  }
  const match = query.get('resourceVersionMatch')
  if (match && !query.get('sendInitialEvents')) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
      ...(match === 'NotOlderThan' ? [] : [notSupported('resourceVersionMatch', match, ['NotOlderThan'])]),
    ])
  }
  const version = wantedVersion(store, query)
  const none = query.get('sendInitialEvents') !== null && !initial
  if (initial) return { version: undefined, announcesEnd: true }
  return { version: version ?? (none ? store.version : undefined), announcesEnd: false }
}

interface Begun {
  /** Objects that are there already, and are sent first. */
  readonly initial: readonly Entry[]
  /** Whether a bookmark tells where that ends. */
  readonly announcesEnd: boolean
  /** The version up to which the client then knows everything, and the log's place after it. */
  readonly version: number
  readonly position: number
}

class Watch {
  readonly #store: Store
  readonly #selected: Selection
  readonly #framing: Framing
  readonly #bookmarks: boolean
  readonly #response: ServerResponse
  readonly #initial: Iterator<Entry>
  #announcesEnd: boolean
  #version: number
  #position: number
  #first = true
  #ending = false
  /** Set while the client has not taken what was sent. */
  #patience: NodeJS.Timeout | undefined
  readonly #bookmarkTimer: NodeJS.Timeout | undefined
  readonly #forgetLog: () => void

  constructor(
    store: Store,
    selected: Selection,
    framing: Framing,
    bookmarks: boolean,
    response: ServerResponse,
    begun: Begun,
  ) {
    this.#store = store
    this.#selected = selected
    this.#framing = framing
    this.#bookmarks = bookmarks
    this.#response = response
    this.#initial = begun.initial[Symbol.iterator]()
    this.#announcesEnd = begun.announcesEnd
    this.#version = begun.version
    this.#position = begun.position
    this.#forgetLog = store.log.onChange(() => this.advance())
    response.on('drain', () => this.#drained())
    if (bookmarks) this.#bookmarkTimer = setInterval(() => this.#bookmark(), bookmarkMs).unref()
  }

  /** Sends all that there is, as far as the client takes it. */
  advance(): void {
    if (this.#ending || this.#patience) return
    // The response alone would let the socket go before its chunk is written: two TLS records and two system calls.
    const { socket } = this.#response
    socket?.cork()
    this.#response.cork()
    try {
      while (!this.#patience && this.#step());
    } catch (error) {
      // Told to this client: whoever made the change has no part in it.
      this.#ending = true
      this.#response.end(errorFrame(statusOf(error)))
    }
    this.#response.uncork()
    socket?.uncork()
  }

  end(): void {
    if (this.#ending) return
    this.#ending = true
    if (this.#bookmarks && this.#response.writable) this.#response.write(bookmarkFrame(this.#framing, this.#version))
    this.#response.end()
  }

  forget(): void {
    this.#ending = true
    this.#forgetLog()
    clearTimeout(this.#patience)
    clearInterval(this.#bookmarkTimer)
  }

  /** Whether there was something to do. */
  #step(): boolean {
    const { done, value } = this.#initial.next()
    if (!done) {
      this.#sendEvent('ADDED', value)
      return true
    }
    if (this.#announcesEnd) {
      this.#announcesEnd = false
      this.#send(bookmarkFrame(this.#framing, this.#version, true))
      return true
    }
    const event = this.#store.log.at(this.#position)
    if (event === 'wait') return false
    if (event === 'gone') {
      this.#response.destroy()
      return false
    }
    this.#position++
    this.#version = event.version
    const selected = selectedEvent(event, this.#selected)
    if (selected) this.#sendEvent(selected.type, selected.entry)
    return true
  }

  #sendEvent(type: 'ADDED' | 'MODIFIED' | 'DELETED', entry: Entry): void {
    this.#send(eventFrame(this.#framing, type, entry, this.#first))
    this.#first = false
  }

  #send(bytes: Buffer): void {
    if (this.#response.write(bytes)) return
    this.#patience = setTimeout(() => this.#response.destroy(), patienceMs).unref()
  }

  #drained(): void {
    clearTimeout(this.#patience)
    this.#patience = undefined
    this.advance()
  }

  #bookmark(): void {
    if (!this.#ending && !this.#patience) this.#send(bookmarkFrame(this.#framing, this.#version))
  }
}
