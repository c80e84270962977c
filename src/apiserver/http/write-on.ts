import type { ServerResponse } from 'node:http'

/** A reader that takes nothing for so long is cut off: what waits for it would be kept for nobody. */
export const patienceMs = 60_000

/** Writes, and waits until there is room for more. False where the connection is gone or the signal says to stop. */
export async function writeOn(
  response: ServerResponse,
  chunk: string | Uint8Array,
  signal?: AbortSignal,
  patience = patienceMs,
): Promise<boolean> {
  if (isOver(response, signal)) return false
  if (response.write(chunk)) return true
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      response.off('drain', done)
      response.off('close', done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(() => response.destroy(), patience).unref()
    response.once('drain', done)
    response.once('close', done)
    signal?.addEventListener('abort', done)
  })
  return !isOver(response, signal)
}

/** Size below which the operating system takes a write at once, in bytes. */
const smallBytes = 16 * 1024

/** Writes the last of a reply. */
export function endWith(response: ServerResponse, body: Uint8Array, patience = patienceMs): void {
  response.end(body)
  if (body.length <= smallBytes) return
  const timer = setTimeout(() => response.destroy(), patience).unref()
  for (const event of ['finish', 'close']) response.once(event, () => clearTimeout(timer))
}

function isOver(response: ServerResponse, signal: AbortSignal | undefined): boolean {
  return response.destroyed || !response.writable || signal?.aborted === true
}
