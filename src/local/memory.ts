/** The daemon takes memory while it works, for speed, and gives it back at rest: by itself V8 would keep it. */

/** Options of the daemon's Node. */
export const memoryOptions = ['--expose-gc', '--max-semi-space-size=16']

/** For glibc, which otherwise returns little of what it has once taken (mallopt(3)); others ignore it. */
export const memoryEnvironment = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536' }

const idleMs = 5000

export interface IdleCollector {
  /** There is work: rest begins some seconds after the last call. */
  onActivity(): void
  end(): void
}

/** Collects once whenever nothing has happened for five seconds; some 0.1 s. Nothing happens without `memoryOptions`. */
export function collectWhenIdle(): IdleCollector {
  const timer = setTimeout(() => {
    // Only this kind of collection also gives up the space for new objects. https://nodejs.org/api/cli.html#--expose-gc
    void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }, idleMs).unref()
  return { onActivity: () => void timer.refresh(), end: () => clearTimeout(timer) }
}
