import { openKeyboard } from '../keyboard.ts'
import type { Streams } from '../terminal.ts'

export interface YesNoOptions {
  readonly input: Streams['stdin']
  readonly output: { write(text: string): unknown }
  readonly signal: AbortSignal
}

/** An answer is one line; more of it than this says no. */
const longestAnswer = 1024

/**
 * Asks on a terminal; only a clear yes is one. The terminal itself edits and shows the line, and sees to Ctrl-C and
 * Ctrl-Z; Ctrl-D is no. What was typed behind the answer stays in the terminal.
 */
export async function askYesNo(question: string, { input, output, signal }: YesNoOptions): Promise<boolean> {
  signal.throwIfAborted()
  output.write(`${question} [y/N] `)
  const answer = await readLine(input, signal)
  if (answer === undefined) output.write('\n')
  return /^y(es)?$/i.test(answer?.trim() ?? '')
}

/** Undefined where the input ends before the line does. */
async function readLine(input: Streams['stdin'], signal: AbortSignal): Promise<string | undefined> {
  const line = Promise.withResolvers<string | undefined>()
  const bytes: number[] = []
  const keyboard = openKeyboard(input, {
    raw: false,
    onByte(byte) {
      if (byte === 0x0a || byte === 0x0d || bytes.length > longestAnswer) line.resolve(String.fromCharCode(...bytes))
      else return void bytes.push(byte)
      keyboard.stop()
    },
    onEnd: () => line.resolve(undefined),
  })
  const onAbort = () => line.reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort)
  try {
    return await line.promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    keyboard.close()
  }
}
