/** Which polecats' logs are meant. */
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { polecats } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import type { Polecat } from '../polecat/schema.ts'
import { readCheckout } from './checkout.ts'
import { chooseRig } from './choose-rig.ts'

export interface TargetFlags {
  readonly selector?: string
  readonly all: boolean
}

export interface LogTargets {
  readonly names: readonly string[]
  /** Names of further ones, as they are made: only where a selection is followed. */
  later(): AsyncIterable<string>
}

/** Those named, those selected, all, or, without a word, the unfinished ones of this checkout's rig. */
export async function logTargets(
  context: Context,
  given: readonly string[],
  { selector, all }: TargetFlags,
): Promise<LogTargets> {
  const ways = [given.length > 0 ? 'NAME' : '', selector === undefined ? '' : '-l', all ? '--all' : ''].filter(
    (way) => way !== '',
  )
  if (ways.length > 1)
    throw invalid('it is not clear whose logs are meant', [
      { field: ways.join(', '), message: 'expected one of them alone' },
    ])
  if (given.length > 0) return { names: [...new Set(given)], later: none }
  const [client, namespace, { signal }] = [await context.client(), await context.namespace(), context]
  const scope = { namespace, signal, ...(selector !== undefined && { labelSelector: selector }) }
  const wanted = selector === undefined && !all ? await unfinishedHere(context) : () => true
  const { items } = await client.list(polecats, scope)
  const names = items.filter(wanted).map(nameOf)
  const seen = new Set(items.map(nameOf))
  return {
    names: names.toSorted(),
    async *later() {
      for await (const event of client.watch(polecats, scope)) {
        if (event.type !== 'put' || seen.has(nameOf(event.object))) continue
        seen.add(nameOf(event.object))
        if (wanted(event.object)) yield nameOf(event.object)
      }
    },
  }
}

async function* none(): AsyncGenerator<string> {}

async function unfinishedHere(context: Context): Promise<(polecat: Polecat) => boolean> {
  const { folder, env, signal } = context
  const place = { folder, env, signal }
  const checkout = await readCheckout(place)
  const { rig } = await chooseRig(await context.client(), { mayMake: false, checkout, place })
  return ({ spec, status }) => spec.rig === rig.metadata.name && !isFinished(status?.phase)
}

function nameOf({ metadata }: Polecat): string {
  return metadata.name ?? ''
}
