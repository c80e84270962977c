/** Notices about an operator that does not work: without one nothing happens, and statuses are as old as its last word. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { isKind, messageOf } from '../errors.ts'
import { findOperatorLease, readOperatorLease, type ObservedLease } from '../installed/operator-lease.ts'
import { operatorLine, operatorTrouble, type OperatorTrouble } from '../output/operator-words.ts'

type Place = Pick<Context, 'client' | 'namespace' | 'isLocal' | 'signal' | 'stderr' | 'now' | 'detail'>

/** What is known of the operator; undefined in local mode, and where that may not be asked. Never rejects. */
export async function observeOperator(context: Place, before?: ObservedLease): Promise<ObservedLease | undefined> {
  try {
    if (await context.isLocal()) return undefined
    const { client, namespace, signal, now } = context
    return readOperatorLease(await findOperatorLease(await client(), await namespace(), signal), now(), before)
  } catch (error) {
    if (!isKind(error, 'interrupted')) context.detail(`unknown whether an operator works: ${messageOf(error)}`)
    // What cannot be reached for a moment is as it was.
    return isKind(error, 'unreachable') ? before : undefined
  }
}

/** What is to be told of it. */
async function troubleOf(context: Place, observed: ObservedLease | undefined): Promise<OperatorTrouble | undefined> {
  if (observed === undefined) return undefined
  const { isTerminal } = context.stderr
  return operatorTrouble(observed.operator, { namespace: await context.namespace(), isTerminal, now: context.now() })
}

/** Looks once, beside what the command does itself; what it found is told at the end of that. */
export async function withOperatorTold<T>(context: Place & Pick<Context, 'notice'>, run: () => Promise<T>): Promise<T> {
  const observing = observeOperator(context)
  const value = await run()
  await tellOperator(context, await observing)
  return value
}

export async function tellOperator(
  context: Place & Pick<Context, 'notice'>,
  observed: ObservedLease | undefined,
): Promise<void> {
  const trouble = await troubleOf(context, observed)
  if (trouble !== undefined) context.notice(operatorLine(trouble))
}

/** Whether statuses of what has not finished may be old. */
export function isUnserved(observed: ObservedLease | undefined): boolean {
  return observed !== undefined && observed.operator.state !== 'works'
}

interface Telling {
  /** Told every change: what is wrong, or undefined where an operator works again. */
  tell(trouble: OperatorTrouble | undefined): void
  readonly everyMs?: number
}

/** Looks again and again while the command waits. */
export async function whileOperatorIsTold<T>(context: Place, telling: Telling, run: () => Promise<T>): Promise<T> {
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, over.signal])
  // A copy would ask for the current directory, which may be gone.
  const told = tellChanges(Object.assign(Object.create(context) as Place, { signal }), telling)
  try {
    return await run()
  } finally {
    over.abort()
    await told
  }
}

async function tellChanges(context: Place, { tell, everyMs = 5000 }: Telling): Promise<void> {
  const { signal } = context
  let told = 'works'
  for (
    let observed = await observeOperator(context);
    observed !== undefined;
    observed = await observeOperator(context, observed)
  ) {
    if (signal.aborted) return
    const { state } = observed.operator
    if (state !== told) tell(await troubleOf(context, observed))
    told = state
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
  }
}

/** For whatever waits without a view. */
export function operatorNotices({ notice }: Pick<Context, 'notice'>): Telling {
  return { tell: (trouble) => notice(operatorLine(trouble)) }
}
