import type { Context } from '../context.ts'
import { awaitPolecats, type Awaited, type Wait } from '../polecats/await-polecats.ts'
import { tellConnection } from '../polecats/tell-connection.ts'
import { tellProgress } from './tell-progress.ts'
import { operatorNotices, whileOperatorIsTold } from '../polecats/tell-operator.ts'

/** Waits as `awaitPolecats` does, and tells in notices what changes and why nothing comes. */
export async function awaitAloud(
  context: Context,
  wait: Omit<Wait, 'namespace' | 'signal' | 'now' | 'onWaiting' | 'onConnection'>,
): Promise<Awaited> {
  const [client, namespace] = [await context.client(), await context.namespace()]
  const { signal, now } = context
  return whileOperatorIsTold(context, operatorNotices(context), () =>
    awaitPolecats(client, {
      ...wait,
      namespace,
      signal,
      now,
      onWaiting: tellProgress(context),
      onConnection: tellConnection(context),
    }),
  )
}
