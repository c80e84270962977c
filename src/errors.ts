/**
 * What went wrong, in the user's words. Every error that a user may see is one of these;
 * foreign errors are translated where they enter. `outcome/exit-codes.ts` gives the exit codes.
 */
export type ErrorKind =
  | 'bug'
  | 'invalid'
  | 'not-found'
  | 'not-installed'
  | 'denied'
  | 'unreachable'
  | 'conflict'
  | 'work-unsaved'
  | 'still-running'
  | 'no-space'
  | 'interrupted'
  | 'cannot-start'

/** One thing that is wrong with an input. `field` is a path such as `spec.kubernetes.gitBranch` or a flag such as `--timeout`. */
export interface Problem {
  readonly field: string
  /** What is wrong, what was expected and what was found, in one sentence. */
  readonly message: string
}

export interface ErrorFacts {
  readonly hints?: readonly string[]
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

export class GastownError extends Error {
  override readonly name = 'GastownError'
  readonly kind: ErrorKind
  /** What the user can do, each a sentence or a command. */
  readonly hints: readonly string[]
  /** Everything that is wrong, for `invalid`; printed one a line below the message. */
  readonly problems: readonly Problem[]

  constructor(kind: ErrorKind, message: string, facts: ErrorFacts = {}) {
    super(message, { cause: facts.cause })
    this.kind = kind
    this.hints = facts.hints ?? []
    this.problems = facts.problems ?? []
  }
}

/** One error that names every problem at once. */
export function invalid(what: string, problems: readonly Problem[], hints: readonly string[] = []): GastownError {
  return new GastownError('invalid', what, { problems, hints })
}

/** The code of a system's or library's error, such as ENOENT; empty where a thrown value has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

export function isKind(error: unknown, ...kinds: readonly ErrorKind[]): error is GastownError {
  return error instanceof GastownError && kinds.includes(error.kind)
}

/** The words of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
