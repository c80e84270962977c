import type { Context } from '../context.ts'
import { GastownError, type ErrorFacts, type ErrorKind } from '../errors.ts'
import { askYesNo } from './ask-yes-no.ts'

export interface Refusal extends ErrorFacts {
  readonly kind: ErrorKind
  readonly message: string
}

/**
 * The one way to ask before something is lost, replaced or paid for again. Where there is no terminal to prompt on it is
 * refused; the refusal says what is at stake and names the flag that stands for a yes.
 */
export async function confirm(context: Context, question: string, refusal: Refusal): Promise<boolean> {
  const { kind, message, ...facts } = refusal
  if (!canConfirm(context)) throw new GastownError(kind, message, facts)
  const { streams, signal } = context
  return askYesNo(question, { input: streams.stdin, output: streams.stderr, signal })
}

export function canConfirm({ streams, stdout }: Context): boolean {
  return streams.stdin.isTTY === true && stdout.isTerminal
}
