import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { CoreV1Event } from '../kube/wire.ts'
import type { Polecat } from '../polecat/schema.ts'
import { isOf, noticePodEvents, ownEventScope, podEventScope, podNames } from './find-events.ts'
import { tellConnection } from '../polecats/tell-connection.ts'
import { WatchedEvents } from './watched-events.ts'

interface News {
  readonly polecat: Polecat
  readonly events: readonly CoreV1Event[]
}

/**
 * A polecat with all its Events, those of its pods included: first once everything that there is has been read, then
 * after every change. Ends with the signal, or when the polecat is gone.
 */
export async function* watchEvents(context: Context, polecat: Polecat): AsyncGenerator<News> {
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const workerNamespace = await context.workerNamespace()
  const watched = new WatchedEvents(await context.client(), signal)
  const failed = Promise.withResolvers<never>()
  // Also where nobody waits any more.
  failed.promise.catch(() => undefined)
  const followPods = (newest: Polecat) => {
    for (const pod of podNames(newest)) {
      const scope = podEventScope(pod, workerNamespace)
      const isMeant = ({ involvedObject }: CoreV1Event) => involvedObject.name === pod
      watched.follow(pod, scope, isMeant).catch((error: unknown) => {
        if (!(error instanceof GastownError) || error.kind !== 'denied') return failed.reject(error)
        noticePodEvents(context, error)
        watched.giveUp(pod)
      })
    }
  }
  watched.follow('', ownEventScope(polecat), (event) => isOf(polecat, event)).catch(failed.reject)
  followPods(polecat)
  const state = { polecat, isGone: false }
  watched
    .followPolecat(
      polecat,
      (newest) => {
        state.polecat = newest
        followPods(newest)
      },
      tellConnection(context),
    )
    .then(() => (state.isGone = true), failed.reject)
    .finally(watched.wake)
  try {
    while (!signal.aborted) {
      await Promise.race([watched.changed(), failed.promise])
      if (signal.aborted) return
      if (watched.isRead) yield { polecat: state.polecat, events: watched.events }
      if (state.isGone) return context.notice(`${polecat.metadata.name} is gone.`)
    }
  } finally {
    stop.abort()
  }
}
