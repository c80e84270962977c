import type { Context } from '../context.ts'
import { progressWords } from '../output/polecat/progress-words.ts'
import type { Polecat } from '../polecat/schema.ts'

/** Tells each change of phase, reason or message once, of polecats that are waited for. */
export function tellProgress({ notice }: Pick<Context, 'notice'>): (polecat: Polecat) => void {
  const told = new Map<string, string>()
  return (polecat) => {
    const name = polecat.metadata.name ?? ''
    const words = progressWords(polecat)
    // How it stands at first is no change, and worth a word only where something is the matter.
    const isUsual = !told.has(name) && polecat.status?.reason === undefined
    if (told.get(name) !== words && !isUsual) notice(`${name}: ${words}`)
    told.set(name, words)
  }
}
