import type { Pusher } from '../saving/push/send.ts'

/** A remote that is silent for so long may hang. */
const quietMs = 5000
/** The kubelet waits half a minute for all of it; git gets two seconds to end, and the last look has a limit of its own. */
const mostMs = 12_000

/** What was released can be released again: nothing is worth being killed for, without a word on what arrived. */
export class ToldToEnd extends Error {
  override readonly name = 'ToldToEnd'
  override readonly message = 'told to end before the remote had answered'
}

/** After a TERM what gets on may come to its end, and what hangs is cut: then this throws ToldToEnd. */
export async function untilTold<T>(
  told: AbortSignal,
  act: (how: Required<Pick<Pusher, 'signal' | 'onProgress'>>) => Promise<T>,
): Promise<T> {
  const cut = new AbortController()
  let heardAt = Date.now()
  let timer: NodeJS.Timeout | undefined
  const watch = (end: number): void => {
    const restMs = Math.min(heardAt + quietMs, end) - Date.now()
    if (restMs <= 0) cut.abort(new ToldToEnd())
    else timer = setTimeout(() => watch(end), restMs)
  }
  const begin = (): void => watch(Date.now() + mostMs)
  if (told.aborted) begin()
  else told.addEventListener('abort', begin, { once: true })
  try {
    return await act({ signal: cut.signal, onProgress: () => (heardAt = Date.now()) })
  } catch (error) {
    cut.signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(timer)
    told.removeEventListener('abort', begin)
  }
}
