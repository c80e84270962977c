import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Polecat } from '../polecat/schema.ts'
import { finishDeletion } from '../polecats/finish-deletion.ts'

/** Something that `clean` may remove. */
export interface Leftover {
  readonly name: string
  /** What it is, in a few words. */
  readonly what: string
  readonly since: string | undefined
  /** Work that may be lost with it. */
  readonly unsaved: string | undefined
}

/** An object of the server. */
export interface LeftObject extends Leftover {
  remove(): Promise<void>
  /** The one that it is, where it is a polecat, whose finalizers an operator removes. */
  readonly polecat?: Polecat
}

/** Gives those that are still there; what somebody else has removed meanwhile is as gone as it should be. */
export async function removeEach(
  context: Context,
  chosen: readonly LeftObject[],
  { force }: { readonly force: boolean },
): Promise<readonly string[]> {
  for (const object of chosen)
    try {
      await object.remove()
    } catch (error) {
      if (!(error instanceof GastownError) || error.kind !== 'not-found') throw error
    }
  const requested = chosen.flatMap(({ polecat }) => polecat ?? [])
  return (await finishDeletion(context, requested, { force })).map(({ metadata }) => metadata.name ?? '')
}
