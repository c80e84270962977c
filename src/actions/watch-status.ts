import type { Context } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import { agentLines } from '../view/agent-lines.ts'
import { chooseView } from '../view/choose-view.ts'
import { allFinished, noFleet, reduceFleet, type FleetEvent } from '../view/fleet-state.ts'
import type { FleetView } from '../view/fleet-view.ts'
import { polecatsMissing } from './await-polecats.ts'

/** Shows the polecats of these names, or all, until all have finished or the signal comes; with `watch` only that ends it. */
export async function watchStatus(
  context: Context,
  names: readonly string[],
  { watch }: { readonly watch: boolean },
): Promise<void> {
  const [client, namespace] = [await context.client(), await context.namespace()]
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, over.signal])
  // Drawn once it is known that there is something to draw.
  let view: FleetView | undefined
  const early: FleetEvent[] = []
  let fleet = noFleet
  const take = (event: FleetEvent) => {
    fleet = reduceFleet(fleet, event)
    if (view === undefined) early.push(event)
    else view.take(event)
  }
  const onLine = (name: string, text: string, time?: string) => take({ type: 'line', name, text, time })
  const onCloning = (name: string, text: string) => take({ type: 'cloning', name, text })
  const source = { client, workers: context.workers, signal, onLine, onCloning }
  const lines = agentLines({ ...source, tailLines: 1, limit: 32 })
  try {
    for await (const event of client.watch(polecats, { namespace, signal })) {
      if (event.type === 'synced') {
        const missing = names.filter((name) => !fleet.polecats.has(name))
        if (view === undefined && missing.length > 0) throw polecatsMissing(missing, namespace)
        view ??= await chooseView(context, { plain: false, frame: 'fleet' })
        for (const earlier of early.splice(0)) view.take(earlier)
      }
      if (event.type === 'put' || event.type === 'gone') {
        const name = event.object.metadata.name ?? ''
        if (names.length > 0 && !names.includes(name)) continue
        if (event.type === 'gone') take({ type: 'gone', name })
        else {
          take({ type: 'state', polecat: event.object })
          lines.follow(event.object)
        }
      }
      if (view !== undefined && !watch && allFinished(fleet)) break
    }
  } finally {
    over.abort()
    await view?.close()
  }
}
