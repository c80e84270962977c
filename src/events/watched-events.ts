import type { Client, Scope } from '../kube/client.ts'
import { events, polecats } from '../kube/resources.ts'
import type { CoreV1Event } from '../kube/wire.ts'
import type { ConnectionEvent } from '../output/connection-words.ts'
import type { Polecat } from '../polecat/schema.ts'

/** Events from several watches. */
export class WatchedEvents {
  readonly #client: Client
  readonly #signal: AbortSignal
  readonly #known = new Map<string, CoreV1Event>()
  readonly #open = new Set<string>()
  readonly #unread = new Set<string>()
  #news = Promise.withResolvers<void>()

  constructor(client: Client, signal: AbortSignal) {
    this.#client = client
    this.#signal = signal
    signal.addEventListener('abort', this.wake)
  }

  get events(): readonly CoreV1Event[] {
    return [...this.#known.values()]
  }

  /** Whether all that there was at the beginning is known. */
  get isRead(): boolean {
    return this.#unread.size === 0
  }

  readonly wake = (): void => this.#news.resolve()

  /** Resolves when something has changed since it was asked last. */
  async changed(): Promise<void> {
    await this.#news.promise
    this.#news = Promise.withResolvers()
  }

  /** Each key once. */
  async follow(key: string, scope: Scope, isMeant: (event: CoreV1Event) => boolean): Promise<void> {
    if (this.#open.has(key)) return
    this.#open.add(key)
    this.#unread.add(key)
    for await (const event of this.#client.watch(events, { ...scope, signal: this.#signal })) {
      if (event.type === 'synced') this.giveUp(key)
      if (event.type !== 'put' || !isMeant(event.object)) continue
      this.#known.set(event.object.metadata.uid ?? '', event.object)
      this.wake()
    }
  }

  /** Do not wait for what this one has at the beginning. */
  giveUp(key: string): void {
    this.#unread.delete(key)
    this.wake()
  }

  /** Until it is gone. */
  async followPolecat(
    { metadata }: Polecat,
    onChange: (newest: Polecat) => void,
    onConnection: (event: ConnectionEvent) => void,
  ): Promise<void> {
    const { namespace, name, uid } = metadata
    const scope = { namespace, fieldSelector: `metadata.name=${name}`, signal: this.#signal }
    let isThere = false
    for await (const event of this.#client.watch(polecats, scope)) {
      if (event.type === 'synced' && !isThere) return
      if (event.type === 'lost' || event.type === 'back') onConnection(event)
      if (event.type !== 'put' && event.type !== 'gone') continue
      if (event.object.metadata.uid !== uid) continue
      if (event.type === 'gone') return
      isThere = true
      onChange(event.object)
      this.wake()
    }
  }
}
