import { GastownError } from '../errors.ts'
import { quoted } from '../git/access/ssh-command.ts'
import { goesOnWords } from '../output/polecat/standing-words.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { ScopeFlags } from '../polecats/scope.ts'

/** Is told every state of a polecat that the view comes to know. */
export type See = (polecat: Polecat) => void

/** Which polecats are viewed: those named, or those of a scope. */
export interface Viewed extends Partial<ScopeFlags> {
  readonly names: readonly string[]
  readonly watch?: boolean
  readonly plain?: boolean
  readonly output?: string
  /** The command that shows it again; `status` where none is named. */
  readonly command?: string
}

/** Runs a view of polecats; an interruption ends the view only, and says so: they go on with what they do. */
export async function watching<T>(
  { signal }: { readonly signal: AbortSignal },
  viewed: Viewed,
  view: (see: See) => Promise<T>,
): Promise<T> {
  const polecats = new Map<string, Polecat>()
  const see: See = (polecat) => void polecats.set(polecat.metadata.name ?? '', polecat)
  try {
    const value = await view(see)
    signal.throwIfAborted()
    return value
  } catch (error) {
    if (!signal.aborted) throw error
    throw new GastownError('interrupted', `stopped watching; ${leftWords(viewed.names, [...polecats.values()])}`, {
      cause: error,
      hints: [`Watch again with: ${watchAgainWords(viewed)}`],
    })
  }
}

/** The same view, as its flags have made it. */
function watchAgainWords({ names, command = 'gastown status', rig, output, ...flags }: Viewed): string {
  const words = [
    ...(flags['all-rigs'] === true ? ['-A'] : []),
    ...(rig === undefined ? [] : ['--rig', quoted(rig)]),
    ...(flags.watch === true ? ['-w'] : []),
    ...(flags.plain === true ? ['--plain'] : []),
    ...(output === undefined ? [] : ['-o', output]),
  ]
  return [command, ...names, ...words].join(' ')
}

/** What becomes of those that nobody looks at any more. */
export function leftWords(names: readonly string[], polecats: readonly Polecat[]): string {
  const [name] = names
  if (name === undefined || names.length > 1) return 'the polecats are not affected'
  const polecat = polecats.find(({ metadata }) => metadata.name === name)
  return `${name} ${polecat === undefined ? 'is not affected' : goesOnWords(polecat)}`
}
