import { messageOf } from '../errors.ts'

/**
 * Small writes that hold up nothing, such as Events: one after another, with rests in between that grow with what a
 * write takes, so that a busy server is left to those who wait for it.
 */
export interface Errands {
  /** Its failure is told to nobody but `notice`. */
  run(failure: string, work: () => Promise<unknown>): void
  /** Resolves once all that was asked for is done; nothing rests any more. */
  settled(): Promise<void>
}

/** A rest, in times of the write before it. */
const restTimes = 4
/** Where this many wait, they have waited long enough. */
const noRestAt = 200

export function openErrands(notice: (line: string) => void): Errands {
  const waiting: (() => Promise<void>)[] = []
  const ending = Promise.withResolvers<void>()
  let working: Promise<void> | undefined

  async function runOne(failure: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      notice(`${failure}: ${messageOf(error)}`)
    }
  }

  async function workOff(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const began = performance.now()
      await next()
      if (waiting.length < noRestAt) await rest(restTimes * (performance.now() - began))
    }
    working = undefined
  }

  async function rest(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const rested = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
    await Promise.race([rested, ending.promise])
    clearTimeout(timer)
  }

  return {
    run(failure, work) {
      waiting.push(() => runOne(failure, work))
      working ??= workOff()
    },
    async settled() {
      ending.resolve()
      await Promise.all([working, ...waiting.splice(0).map((work) => work())])
    },
  }
}
