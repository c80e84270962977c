/** Ends every polecat gracefully, for `down`: those at work save and end, those that wait are held for the next `up`. */
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import type { Polecat } from '../polecat/schema.ts'

/** On a polecat that waited when local mode went down. */
const heldMark = 'gastown.io/held-by-down'

/** Resolves once no polecat is at work any more, or the signal ends the wait. */
export async function drain(client: Client, signal: AbortSignal, notice: (line: string) => void): Promise<void> {
  const { items } = await client.list(polecats, { signal })
  // First those that wait, so that no place that becomes free is taken.
  for (const polecat of items.filter(waits)) await hold(client, polecat, 'Idle')
  const atWork = new Set(items.filter(works).map((polecat) => polecat.metadata.uid ?? ''))
  for (const polecat of items.filter(works)) {
    notice(`ending ${polecat.metadata.name}, which saves its work first`)
    await patch(client, polecat, { spec: { desiredState: 'Terminated' } })
  }
  if (atWork.size === 0) return
  for await (const event of client.watch(polecats, { signal })) {
    if (event.type !== 'put' && event.type !== 'gone') continue
    if (event.type === 'gone' || !works(event.object)) atWork.delete(event.object.metadata.uid ?? '')
    if (atWork.size === 0) return
  }
}

/** Lets those go on that the last `down` held. */
export async function release(client: Client): Promise<void> {
  const { items } = await client.list(polecats)
  for (const polecat of items)
    if (polecat.metadata.annotations?.[heldMark] !== undefined) await hold(client, polecat, 'Working')
}

/** Its pod runs, or was claimed and is about to. */
function works({ status }: Polecat): boolean {
  return status?.podActive === true
}

function waits(polecat: Polecat): boolean {
  const { phase = 'Pending' } = polecat.status ?? {}
  return polecat.spec.desiredState === 'Working' && phase === 'Pending' && !works(polecat)
}

async function hold(client: Client, polecat: Polecat, desiredState: 'Idle' | 'Working'): Promise<void> {
  const mark = desiredState === 'Idle' ? '' : null
  await patch(client, polecat, { metadata: { annotations: { [heldMark]: mark } }, spec: { desiredState } })
}

async function patch(client: Client, polecat: Polecat, change: object): Promise<void> {
  try {
    await client.mergePatch(polecats, polecat.metadata.name ?? '', polecat.metadata.namespace, change)
  } catch (error) {
    if (!(error instanceof GastownError && error.kind === 'not-found')) throw error
  }
}
