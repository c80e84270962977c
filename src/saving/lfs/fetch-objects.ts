import { retryUnreachable } from '../clone/retry.ts'
import type { LfsObject } from './pointer.ts'
import { receive } from './receive.ts'
import type { Source } from './source.ts'
import { isStored } from './store.ts'

export interface FetchContext {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
  readonly pauses?: readonly number[]
}

const atOnce = 4
/** A server's links hold for some minutes: few enough contents that these suffice. */
const batch = { objects: 100, bytes: 2 * 1024 ** 3 }

/** Fetches what the store lacks; tells which objects the source does not have. */
export async function fetchObjects(
  source: Source,
  objects: readonly LfsObject[],
  store: string,
  context: FetchContext,
): Promise<ReadonlySet<string>> {
  const wanted = [...new Map(objects.map((object) => [object.oid, object])).values()]
  const arrived = progress(wanted, context.log)
  const missing = new Set<string>()
  for (const some of batches(wanted))
    await retryUnreachable(context, async () => {
      const left = some.filter((object) => !isStored(store, object))
      if (left.length === 0) return
      const found = await source.locate(left, context.signal)
      await inParallel(left, context.signal, async (object, signal) => {
        const content = await found.get(object.oid)?.(signal)
        if (content === undefined) missing.add(object.oid)
        else
          await receive(content, object, { store, shown: source.shown, signal, arrived }).catch((error: unknown) => {
            throw source.explain(error)
          })
      })
    })
  return missing
}

function batches(objects: readonly LfsObject[]): LfsObject[][] {
  const all: LfsObject[][] = []
  let bytes = Infinity
  for (const object of objects) {
    if (bytes + object.size > batch.bytes || (all.at(-1)?.length ?? 0) >= batch.objects) {
      all.push([])
      bytes = 0
    }
    bytes += object.size
    all.at(-1)?.push(object)
  }
  return all
}

/** The first failure ends the others and is the one that is told. */
async function inParallel(
  objects: readonly LfsObject[],
  signal: AbortSignal,
  act: (object: LfsObject, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const rest = objects.values()
  let failure: { readonly error: unknown } | undefined
  const work = async (): Promise<void> => {
    for (const object of rest) {
      if (either.aborted) return
      try {
        await act(object, either)
      } catch (error) {
        failure ??= { error }
        stop.abort()
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (failure) throw failure.error
  signal.throwIfAborted()
}

/** A line for the log every few seconds. */
function progress(objects: readonly LfsObject[], log: (line: string) => void): (bytes: number) => void {
  const all = objects.reduce((sum, { size }) => sum + size, 0)
  let come = 0
  let last = Date.now()
  return (bytes) => {
    come += bytes
    if (Date.now() - last < 5000) return
    last = Date.now()
    log(`LFS: ${megabytes(come)} of ${megabytes(all)} MB`)
  }
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)
}
