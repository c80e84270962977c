import { type Context, namespacedClient } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import type { Polecat } from '../polecat/schema.ts'
import { agentLines } from '../view/agent-lines.ts'
import { openFleet, openFollow } from '../view/choose-view.ts'
import { allFinished, type FleetEvent } from '../view/fleet-state.ts'
import type { FleetView, ViewEnd } from '../view/fleet-view.ts'
import { whileOperatorIsTold } from '../polecats/tell-operator.ts'
import { polecatsMissing } from '../polecats/await-polecats.ts'
import { openFleetActions } from './fleet-actions.ts'
import type { Scope, ScopeFlags } from '../polecats/scope.ts'
import { isSelected, select, type Selection } from '../polecats/selection.ts'
import { viewEnd } from './view-end.ts'
import type { See } from './watching.ts'

/** Number of newest lines that are shown of a single polecat to begin with. */
const newestLines = 10

export interface Watched {
  readonly polecats: readonly Polecat[]
  /** The user ended it. */
  readonly isQuit: boolean
  /** Undefined where they were named. */
  readonly scope: Scope | undefined
  /** How many belong to other rigs. */
  readonly others: number
  /** Several that had all finished before are left to a table. */
  readonly isShown: boolean
}

/**
 * Shows the polecats that are meant until all have finished, the user ends it or the signal comes; with `watch`
 * the first of these ends nothing.
 */
export async function watchStatus(
  context: Context,
  names: readonly string[],
  flags: ScopeFlags & { readonly watch: boolean },
  see: See,
): Promise<Watched> {
  const { watch } = flags
  const selection = await select(context, names, flags)
  const { client, namespace } = await namespacedClient(context)
  const over = viewEnd()
  const signal = AbortSignal.any([context.signal, over.signal])
  const known = new Map<string, Polecat>()
  const others = new Set<string>()
  // Drawn once it is known that there is something to draw.
  let view: FleetView | undefined
  const early: FleetEvent[] = []
  const take = (event: FleetEvent) => {
    if (view === undefined) early.push(event)
    else view.take(event)
  }
  const isOne = names.length === 1
  const onLine = (name: string, text: string, time?: string) => {
    take({ type: 'line', name, text, time })
    if (isOne) view?.print(text)
  }
  const onCloning = (name: string, text: string) => take({ type: 'cloning', name, text })
  const source = { client, workerNamespace: await context.workerNamespace(), signal, onLine, onCloning }
  const lines = agentLines({ ...source, tailLines: isOne ? newestLines : 1, limit: 32 })
  const watchThem = async () => {
    for await (const event of client.watch(polecats, { namespace, signal })) {
      if (event.type === 'lost') {
        // Nobody waits for a server that was never there.
        if (view === undefined) throw event.error
        take({ ...event, at: context.now() })
      } else if (event.type === 'back') take(event)
      else if (event.type === 'synced') {
        const missing = names.filter((name) => !known.has(name))
        if (view === undefined && missing.length > 0) throw polecatsMissing(missing, namespace)
        if (view === undefined && !watch && !isOne && allFinished(known.values())) break
        view ??= await openView(context, selection, { end: over, onShown: (shown) => lines.setVisible(shown) })
        for (const earlier of early.splice(0)) view.take(earlier)
        for (const polecat of known.values()) lines.follow(polecat)
      } else {
        const name = event.object.metadata.name ?? ''
        if (!isSelected(selection, event.object)) {
          const before = others.size
          if (event.type === 'gone') others.delete(name)
          else others.add(name)
          // How they stand is not shown, so that what happens to them draws nothing.
          if (others.size !== before) take({ type: 'elsewhere', count: others.size })
          continue
        }
        if (event.type === 'gone') {
          known.delete(name)
          take({ type: 'gone', name })
        } else {
          known.set(name, event.object)
          see(event.object)
          take({ type: 'state', polecat: event.object })
          if (view !== undefined) lines.follow(event.object)
        }
      }
      if (view !== undefined && !watch && !view.inUse && allFinished(known.values())) break
    }
  }
  try {
    await whileOperatorIsTold(context, { tell: (trouble) => take({ type: 'operator', trouble }) }, watchThem)
  } finally {
    over.abort()
    await view?.close()
  }
  over.throwIfFailed()
  return {
    polecats: [...known.values()],
    isQuit: over.isQuit(),
    scope: selection.scope,
    others: others.size,
    isShown: view !== undefined,
  }
}

/** One with its lines, several as a fleet. */
function openView(
  context: Context,
  { names, scope }: Selection,
  given: { readonly end: ViewEnd; onShown(names: readonly string[]): void },
): Promise<FleetView> {
  if (names.length === 1) return openFollow(context, { plain: false, end: given.end })
  return openFleet(context, { actions: openFleetActions(context), scope, ...given })
}
