import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { agrees } from './agrees.ts'

/** Asks whether what was shown may go. */
export async function mayRemove({ streams, stdout, signal }: Context, count: number): Promise<boolean> {
  if (streams.stdin.isTTY !== true || !stdout.isTerminal)
    throw invalid('nothing was removed', [
      { field: '--yes', message: 'is needed where there is no terminal to ask on' },
    ])
  const output = streams.stderr as NodeJS.WritableStream
  return agrees(`Remove ${count === 1 ? 'it' : `these ${count}`}?`, { input: streams.stdin, output, signal })
}
