import { readIfThere } from '../git/read-if-there.ts'
import { files } from '../pod/layout.ts'
import type { Handover } from '../saving/handover.ts'
import { parseHandover } from '../saving/push/parse-handover.ts'
import type { PushState } from '../saving/push/push-state.ts'
import type { Pusher } from '../saving/push/send.ts'
import { watchFile } from './changes.ts'
import type { ContainerIO } from './io.ts'

const lookMs = 5000
/** A push that is silent for so long may hang. One that gets on has sent much of what its successor needs. */
const quietMs = 5000

/** What is handed over and not answered yet. */
export function newHandover(
  io: ContainerIO,
  { answered, series }: Pick<PushState, 'answered' | 'series'>,
): Handover | undefined {
  const handover = parseHandover(readIfThere(io.path(files.handover)))
  if (handover === undefined || (handover.series === series && handover.seq <= answered)) return undefined
  return handover
}

/** A newer handover, which may be the last there is, did not wait for the end of this one. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
  override readonly message = 'cut short for a newer handover'
}

/**
 * Pushes what a handover names, and throws Overtaken where it hangs while the final one is there: the kubelet may not wait
 * for both. After a TERM the same holds for whatever is newer.
 */
export async function untilOvertaken<T>(
  io: ContainerIO,
  { seq, series }: Handover,
  push: (how: Pick<Pusher, 'signal' | 'onProgress'>) => Promise<T>,
): Promise<T> {
  const cut = new AbortController()
  const changes = watchFile(io.path(files.handover), io.signal)
  let heardAt = -Infinity
  const over = new AbortController()
  const quietFor = (): number => Date.now() - heardAt
  const watching = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const newer = newHandover(io, { answered: seq, series })
      const cannotWait = newer?.final === true || (newer !== undefined && io.signal.aborted)
      if (cannotWait && quietFor() >= quietMs) return cut.abort(new Overtaken())
      await changes.next(cannotWait ? quietMs - quietFor() : lookMs)
    }
  }
  const watched = watching().catch((error: unknown) => cut.abort(error))
  try {
    return await push({ signal: cut.signal, onProgress: () => (heardAt = Date.now()) })
  } catch (error) {
    cut.signal.throwIfAborted()
    throw error
  } finally {
    over.abort()
    changes.close()
    await watched
  }
}
