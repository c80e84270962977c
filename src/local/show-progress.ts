import type { Context } from '../context.ts'
import { messageOf } from '../errors.ts'
import { polecats } from '../kube/resources.ts'
import type { Polecat } from '../polecat/schema.ts'
import { isActive } from '../polecat/unsaved.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

/** Says what becomes of polecats that work, as notices, until `wait` is over. */
export async function showingProgress<T>(
  context: Context,
  working: readonly Polecat[],
  wait: () => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const shown = show(context, working, AbortSignal.any([context.signal, over.signal]))
  try {
    return await wait()
  } finally {
    over.abort()
    await shown
  }
}

async function show(context: Context, working: readonly Polecat[], signal: AbortSignal): Promise<void> {
  const said = new Map(working.map((polecat) => [polecat.metadata.uid, polecat.status?.message]))
  try {
    for await (const event of (await context.client()).watch(polecats, { signal })) {
      if (event.type !== 'put') continue
      const { metadata, status } = event.object
      const { message } = status ?? {}
      const isNew = said.get(metadata.uid) !== message && (said.has(metadata.uid) || isActive(event.object))
      if (!isNew || message === undefined) continue
      said.set(metadata.uid, message)
      context.notice(`${metadata.name}: ${sanitizeForTerminal(message)}`)
    }
  } catch (error) {
    if (!signal.aborted) context.notice(`Progress cannot be shown: ${messageOf(error)}`)
  }
}
