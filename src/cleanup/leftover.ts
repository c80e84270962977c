import { GastownError } from '../errors.ts'

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
}

/** What somebody else has removed meanwhile is as gone as it should be. */
export async function removeEach(chosen: readonly LeftObject[]): Promise<void> {
  for (const object of chosen)
    try {
      await object.remove()
    } catch (error) {
      if (!(error instanceof GastownError) || error.kind !== 'not-found') throw error
    }
}
