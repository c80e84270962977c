import { createInterface } from 'node:readline/promises'
import { GastownError } from '../errors.ts'

export interface Asked {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly signal: AbortSignal
}

/** Asks on a terminal; only a clear yes is one. Ctrl-C interrupts the command, Ctrl-D is no. */
export async function agrees(question: string, { input, output, signal }: Asked): Promise<boolean> {
  const reader = createInterface({ input, output })
  const interrupted = new AbortController()
  // readline keeps Ctrl-C from becoming a signal.
  reader.once('SIGINT', () => interrupted.abort())
  // Without this an end of the input leaves the question open for ever.
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
  try {
    const either = AbortSignal.any([signal, interrupted.signal])
    const answer = await Promise.race([reader.question(`${question} [y/N] `, { signal: either }), ended])
    return /^y(es)?$/i.test(answer.trim())
  } catch (error) {
    if (!interrupted.signal.aborted) throw error
    throw new GastownError('interrupted', 'interrupted', { cause: error })
  } finally {
    reader.close()
  }
}
