import type { Context } from '../context.ts'
import type { OperatorTrouble } from '../output/operator-words.ts'
import { agentLines } from '../view/agent-lines.ts'
import { openFollow } from '../view/choose-view.ts'
import type { ViewEnd } from '../view/fleet-view.ts'
import { awaitPolecats, type Awaited, type Wait } from '../polecats/await-polecats.ts'
import { whileOperatorIsTold } from '../polecats/tell-operator.ts'
import { viewEnd } from './view-end.ts'

/** How long the last lines may take after the outcome is known. */
const lastLinesMs = 3000

/** Waits as `awaitPolecats` does, and shows meanwhile what happens. */
export async function followPolecats(
  context: Context,
  wait: Omit<Wait, 'namespace' | 'signal' | 'now' | 'onConnection'>,
  { plain }: { plain: boolean },
): Promise<Awaited> {
  const [client, namespace] = [await context.client(), await context.namespace()]
  const over = viewEnd()
  // Whoever leaves before the outcome is known does not know it, by q or by Ctrl-C.
  const onQuit: ViewEnd['onQuit'] = (error) => (error === undefined ? over.onInterrupt() : over.onQuit(error))
  const view = await openFollow(context, { plain, end: { ...over, onQuit } })
  const signal = AbortSignal.any([context.signal, over.signal])
  const isOne = wait.names.length === 1
  const lines = agentLines({
    client,
    workerNamespace: await context.workerNamespace(),
    signal,
    limit: 32,
    onLine: (name, text, time) => {
      view.take({ type: 'line', name, text, time })
      view.print(isOne ? text : `[${name}] ${text}`)
      return context.taken()
    },
    onCloning: (name, text) => view.take({ type: 'cloning', name, text }),
  })
  try {
    const tell = (trouble: OperatorTrouble | undefined) => view.take({ type: 'operator', trouble })
    const awaited = await whileOperatorIsTold(context, { tell }, () =>
      awaitPolecats(client, {
        ...wait,
        namespace,
        signal,
        now: context.now,
        onState: (polecat) => {
          wait.onState?.(polecat)
          view.take({ type: 'state', polecat })
          lines.follow(polecat)
        },
        onConnection: (event) => view.take(event.type === 'lost' ? { ...event, at: context.now() } : event),
      }),
    )
    const timer = setTimeout(() => over.abort(), lastLinesMs)
    await lines.end()
    clearTimeout(timer)
    return awaited
  } catch (error) {
    over.throwIfFailed()
    throw error
  } finally {
    over.abort()
    await view.close()
  }
}
