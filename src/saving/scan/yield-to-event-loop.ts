import { setImmediate } from 'node:timers/promises'

/** Lets the rest of the program run, at most every few milliseconds: a snapshot must not stop the transcript. */
export function eventLoopYielder(everyMs = 15): () => Promise<void> | undefined {
  let last = performance.now()
  const yieldToEventLoop = async (): Promise<void> => {
    await setImmediate()
    last = performance.now()
  }
  return () => (performance.now() - last < everyMs ? undefined : yieldToEventLoop())
}
