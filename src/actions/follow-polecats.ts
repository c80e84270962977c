import type { Context } from '../context.ts'
import { agentLines } from '../view/agent-lines.ts'
import { chooseView } from '../view/choose-view.ts'
import { awaitPolecats, type Awaited, type Wait } from './await-polecats.ts'

/** How long the last lines may take after the outcome is known. */
const lastLines = 3000

/** Waits as `awaitPolecats` does, and shows meanwhile what happens. */
export async function followPolecats(context: Context, wait: Wait, { plain }: { plain: boolean }): Promise<Awaited> {
  const client = await context.client()
  const view = await chooseView(context, { plain, frame: 'follow' })
  const over = new AbortController()
  const isOne = wait.names.length === 1
  const lines = agentLines({
    client,
    workers: context.workers,
    signal: AbortSignal.any([wait.signal, over.signal]),
    limit: 32,
    onLine: (name, text) => {
      view.take({ type: 'line', name, text })
      view.print(isOne ? text : `[${name}] ${text}`)
    },
    onCloning: (name, text) => view.take({ type: 'cloning', name, text }),
  })
  try {
    const awaited = await awaitPolecats(client, {
      ...wait,
      onState: (polecat) => {
        view.take({ type: 'state', polecat })
        lines.follow(polecat)
      },
    })
    const timer = setTimeout(() => over.abort(), lastLines)
    await lines.end()
    clearTimeout(timer)
    return awaited
  } finally {
    over.abort()
    await view.close()
  }
}
