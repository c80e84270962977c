/** The Events of a polecat stand beside it, those of its pods beside these. */
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Client, Scope } from '../kube/client.ts'
import { events } from '../kube/resources.ts'
import type { CoreV1Event } from '../kube/wire.ts'
import { podName, releasePodName } from '../pod/names.ts'
import type { Polecat } from '../polecat/schema.ts'

export async function ownEvents(client: Client, polecat: Polecat, signal: AbortSignal): Promise<CoreV1Event[]> {
  const { items } = await client.list(events, { ...ownEventScope(polecat), signal })
  return items.filter((event) => isOf(polecat, event))
}

/** With those of its pods, as far as they may be read. */
export async function allEvents(context: Context, polecat: Polecat): Promise<CoreV1Event[]> {
  const { signal } = context
  const [client, workerNamespace] = [await context.client(), await context.workerNamespace()]
  const ofPods = podNames(polecat).map(async (pod) => {
    const { items } = await client.list(events, { ...podEventScope(pod, workerNamespace), signal })
    return items.filter(({ involvedObject }) => involvedObject.name === pod)
  })
  const own = ownEvents(client, polecat, signal)
  try {
    return (await Promise.all([own, ...ofPods])).flat()
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind !== 'denied') throw error
    const found = await own
    noticePodEvents(context, error)
    return found
  }
}

export function noticePodEvents({ notice }: Pick<Context, 'notice'>, { message }: GastownError): void {
  notice(`The events of its pods cannot be read: ${message}`)
}

export function ownEventScope({ metadata }: Polecat): Scope {
  const fieldSelector = `involvedObject.kind=Polecat,involvedObject.name=${metadata.name}`
  return { namespace: metadata.namespace, fieldSelector }
}

export function podEventScope(pod: string, workerNamespace: string): Scope {
  return { namespace: workerNamespace, fieldSelector: `involvedObject.kind=Pod,involvedObject.name=${pod}` }
}

/** Not of an earlier polecat of the same name. */
export function isOf({ metadata }: Polecat, { involvedObject: object }: CoreV1Event): boolean {
  return object.kind === 'Polecat' && object.name === metadata.name && (object.uid ?? metadata.uid) === metadata.uid
}

/** The pods of all attempts so far. */
export function podNames(polecat: Polecat): string[] {
  const attempts = Array.from({ length: polecat.status?.attempt ?? 0 }, (_, i) => i + 1)
  return attempts.flatMap((attempt) => [podName(polecat, attempt), releasePodName(polecat, attempt)])
}
