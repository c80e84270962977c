import { GastownError } from '../errors.ts'

/** Runs a view of polecats; an interruption ends the view only, and says so: they go on with what they do. */
export async function watching<T>(
  { signal }: { readonly signal: AbortSignal },
  names: readonly string[],
  view: () => Promise<T>,
  goesOn: readonly [one: string, several: string] = ['keeps running', 'keep running'],
): Promise<T> {
  try {
    const value = await view()
    signal.throwIfAborted()
    return value
  } catch (error) {
    if (!signal.aborted) throw error
    const what = names.length === 1 ? `${names[0]} ${goesOn[0]}` : `the polecats ${goesOn[1]}`
    throw new GastownError('interrupted', `stopped watching; ${what}`, {
      cause: error,
      hints: [`Look again with: gastown status ${names.join(' ')}`.trimEnd()],
    })
  }
}
