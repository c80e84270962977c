import { exponential } from '../backoff.ts'

/**
 * A workqueue by key: each key is worked on by one worker at a time, once for however often it was added meanwhile, and
 * again, with backoff, when it failed. Changes come before starts, and each of the two has workers that the other never
 * takes, so that neither waits for all of the other. By hand: p-queue knows no keys.
 */
export interface Workqueue {
  add(key: string): void
  /** Adds the key at that time, instead of any earlier request for a time. */
  addAt(key: string, time: Date | undefined): void
  readonly length: number
  /** Resolves once nothing is being worked on; nothing new is begun. */
  close(): Promise<void>
}

export interface WorkqueueOptions {
  readonly workers: number
  /** Workers that only changes get, and as many that only starts get. Default: 0. */
  readonly reserved?: number
  /** Whether work on the key starts something new, asked whenever it is added. Default: never. */
  isStart?(key: string): boolean
  work(key: string): Promise<void>
  failed(key: string, error: unknown, tries: number): void
}

const firstDelay = 20
const longestDelay = 30_000
/** Longest delay of a timer in Node. */
const longestTimer = 2 ** 31 - 1

type Kind = 'change' | 'start'
/** In the order in which they are served. */
const kinds = ['change', 'start'] as const satisfies Kind[]

export function openWorkqueue({
  workers,
  reserved = 0,
  isStart = () => false,
  work,
  failed,
}: WorkqueueOptions): Workqueue {
  const waiting: Readonly<Record<Kind, Set<string>>> = { change: new Set(), start: new Set() }
  const running = new Map<string, Kind>()
  const taken: Record<Kind, number> = { change: 0, start: 0 }
  const timers = new Map<string, NodeJS.Timeout>()
  const tries = new Map<string, number>()
  let closed: (() => void) | undefined

  function add(key: string): void {
    if (closed) return
    const kind = isStart(key) ? 'start' : 'change'
    waiting[kind === 'start' ? 'change' : 'start'].delete(key)
    waiting[kind].add(key)
    next()
  }

  function addAt(key: string, time: Date | undefined): void {
    clearTimeout(timers.get(key))
    timers.delete(key)
    if (closed || !time) return
    const delay = Math.min(longestTimer, Math.max(0, time.getTime() - Date.now()))
    const timer = setTimeout(() => {
      timers.delete(key)
      add(key)
    }, delay)
    timers.set(key, timer)
  }

  function next(): void {
    for (const kind of kinds) {
      for (const key of waiting[kind]) {
        if (running.size >= workers || taken[kind] >= workers - reserved) break
        if (!running.has(key)) void runOne(key, kind)
      }
    }
  }

  async function runOne(key: string, kind: Kind): Promise<void> {
    waiting[kind].delete(key)
    running.set(key, kind)
    taken[kind] += 1
    try {
      await work(key)
      tries.delete(key)
    } catch (error) {
      const count = (tries.get(key) ?? 0) + 1
      tries.set(key, count)
      failed(key, error, count)
      addAt(key, new Date(Date.now() + exponential(firstDelay, count - 1, longestDelay) * (0.75 + Math.random() / 2)))
    }
    running.delete(key)
    taken[kind] -= 1
    if (closed && running.size === 0) closed()
    if (!closed) next()
  }

  return {
    add,
    addAt,
    get length() {
      return waiting.change.size + waiting.start.size + running.size
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      for (const kind of kinds) waiting[kind].clear()
      return new Promise((resolve) => {
        closed = resolve
        if (running.size === 0) resolve()
      })
    },
  }
}
