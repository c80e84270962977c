import { messageOf } from '../errors.ts'

/**
 * A queue of best-effort writes, such as Events, for which nothing waits: one after another, with pauses in between that
 * grow with the time of a write, so that a busy server is left to those who wait for it.
 */
export interface BestEffortQueue {
  /** `failure` begins the notice where the work fails; nobody else learns of it. */
  run(failure: string, work: () => Promise<unknown>): void
  /** Resolves once all work is done, without pauses from now on. */
  settled(): Promise<void>
}

/** A pause, in times of the write before it. */
const pauseFactor = 4
/** With this many in the queue there are no pauses. */
const noPauseAt = 200

export interface QueueLimit {
  /** Most that wait at once; what comes beyond is dropped. Default: no limit. */
  readonly most?: number
  /** Called for each that is dropped. */
  dropped?(): void
}

export function openBestEffortQueue(
  notice: (line: string) => void,
  { most = Infinity, dropped }: QueueLimit = {},
): BestEffortQueue {
  const waiting: (() => Promise<void>)[] = []
  /** Whether it was said that some are dropped, since the queue was last empty. */
  let told = false
  const ending = Promise.withResolvers<void>()
  let working: Promise<void> | undefined

  async function runOne(failure: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      notice(`${failure}: ${messageOf(error)}`)
    }
  }

  async function drain(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const began = performance.now()
      await next()
      if (waiting.length < noPauseAt) await pause(pauseFactor * (performance.now() - began))
    }
    working = undefined
    told = false
  }

  function drop(failure: string): void {
    dropped?.()
    if (!told) notice(`${failure}: ${most} wait already; more are dropped until the server keeps up`)
    told = true
  }

  async function pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const elapsed = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
    await Promise.race([elapsed, ending.promise])
    clearTimeout(timer)
  }

  return {
    run(failure, work) {
      if (waiting.length >= most) return drop(failure)
      waiting.push(() => runOne(failure, work))
      working ??= drain()
    },
    async settled() {
      ending.resolve()
      await Promise.all([working, ...waiting.splice(0).map((work) => work())])
    },
  }
}
