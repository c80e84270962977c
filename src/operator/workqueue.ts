import { exponential } from '../backoff.ts'

/**
 * A workqueue by key: each key is worked on by one worker at a time, once for however often it was added meanwhile, and
 * again, with backoff, when it failed. By hand: p-queue knows no keys.
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
  work(key: string): Promise<void>
  failed(key: string, error: unknown, tries: number): void
}

const firstDelay = 20
const longestDelay = 30_000
/** Longest delay of a timer in Node. */
const longestTimer = 2 ** 31 - 1

export function openWorkqueue({ workers, work, failed }: WorkqueueOptions): Workqueue {
  const waiting = new Set<string>()
  const running = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  const tries = new Map<string, number>()
  let closed: (() => void) | undefined

  function add(key: string): void {
    if (closed) return
    waiting.add(key)
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
    for (const key of waiting) {
      if (running.size >= workers) return
      if (running.has(key)) continue
      waiting.delete(key)
      running.add(key)
      void runOne(key)
    }
  }

  async function runOne(key: string): Promise<void> {
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
    if (closed && running.size === 0) closed()
    if (!closed) next()
  }

  return {
    add,
    addAt,
    get length() {
      return waiting.size + running.size
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      waiting.clear()
      return new Promise((resolve) => {
        closed = resolve
        if (running.size === 0) resolve()
      })
    },
  }
}
