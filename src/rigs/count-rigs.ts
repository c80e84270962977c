import { type Context, namespacedClient } from '../context.ts'
import { GastownError } from '../errors.ts'
import { polecats, rigs } from '../kube/resources.ts'
import type { RigRow } from '../output/rig-table.ts'
import { apiVersion } from '../polecat/names.ts'
import { isActive } from '../polecat/unsaved.ts'

/** The rigs of these names, or all, with their polecats counted. */
export async function countRigs(context: Context, names: readonly string[]): Promise<RigRow[]> {
  const { client, namespace, signal } = await namespacedClient(context)
  const [{ items: all }, { items }] = await Promise.all([
    client.list(rigs, { signal }),
    client.list(polecats, { namespace, signal }),
  ])
  const missing = names.filter((name) => !all.some((rig) => rig.metadata.name === name))
  if (missing.length > 0) throw rigsMissing(missing)
  const wanted = names.length === 0 ? all : all.filter((rig) => names.includes(rig.metadata.name ?? ''))
  return wanted.map((rig) => {
    const own = items.filter(({ spec }) => spec.rig === rig.metadata.name)
    return { rig: { ...rig, apiVersion, kind: 'Rig' }, polecats: own.length, working: own.filter(isActive).length }
  })
}

export function rigsMissing(names: readonly string[], cause?: unknown): GastownError {
  const which = names.length === 1 ? `rig ${names[0]}` : `rigs ${names.join(', ')}`
  return new GastownError('not-found', `${which} not found`, { cause, hints: ['List them with: gastown rig list'] })
}
