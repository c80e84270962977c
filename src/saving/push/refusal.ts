import type { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { serverWords } from '../../git/server-words.ts'

/** Why a server did not take a ref although it was reached. Trying again does not help. */
type RefusalKind = 'moved' | 'protected' | 'hook' | 'disk-full' | 'refused'

export interface Refusal {
  readonly kind: RefusalKind
  /** One sentence that is safe to print, with the server's own words where it said any. */
  readonly words: string
  /** The push did not get as far as a word on the ref. */
  readonly failure?: GitFailure
}

/** What `git push --porcelain` says of each ref that was not taken: full ref → its reason. */
export function rejectedRefs(porcelain: string): Map<string, string> {
  const rejected = new Map<string, string>()
  for (const line of porcelain.split('\n')) {
    const [, ref, reason] = /^!\t[^\t]*:([^\t:]+)\t(.*)$/.exec(line) ?? []
    if (ref !== undefined && reason !== undefined) rejected.set(ref, reason)
  }
  return rejected
}

export interface Rejection {
  readonly ref: string
  /** git's own reason, such as `[remote rejected] (hook declined)`. */
  readonly reason: string
  readonly stderr: string
  /** The ref does not hold on the remote what it held when it was last ours. */
  readonly moved: boolean
}

export function refusalOf({ ref, reason, stderr, moved }: Rejection): Refusal {
  const name = sanitizeLine(ref)
  const said = serverWords(stderr)
  const tail = said === '' ? '' : `: ${said}`
  const all = `${reason} ${serverWords(stderr, 10_000)}`
  if (moved) return { kind: 'moved', words: `${name} was changed on the remote since it was last seen` }
  if (diskFull.test(all)) return { kind: 'disk-full', words: `the server has no space for ${name}${tail}` }
  if (guarded.test(all)) return { kind: 'protected', words: `${name} is protected on the server${tail}` }
  if (/hook declined/.test(reason)) return { kind: 'hook', words: `a hook of the server declined ${name}${tail}` }
  const why = sanitizeLine(/^[^(]*\((.*)\)/.exec(reason)?.[1] ?? reason, 120)
  return { kind: 'refused', words: `the server refused ${name}${why === '' ? '' : ` (${why})`}${tail}` }
}

const diskFull = /No space left|quota exceeded|out of disk/i
const guarded = /protected branch|GH006|GH013|not allowed to (force[ -]?)?push|force-push|rule violations|TF402455/i
