import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats, rigs } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import { apiVersion } from '../polecat/names.ts'
import type { Rig } from '../rig/schema.ts'
import { rigsMissing } from './count-rigs.ts'

/** Deletes all of them, or none where unfinished polecats of any namespace belong to one. Gives them as they were. */
export async function deleteRigs(
  context: Context,
  names: readonly string[],
  { force }: { readonly force: boolean },
): Promise<Rig[]> {
  const [client, { signal }] = [await context.client(), context]
  const { items } = await client.list(rigs, { signal })
  const wanted = [...new Set(names)]
  const missing = wanted.filter((name) => !items.some(({ metadata }) => metadata.name === name))
  if (missing.length > 0) throw rigsMissing(missing)
  if (!force) await refuseWhileInUse(client, wanted, signal)
  const found = items.filter(({ metadata }) => wanted.includes(metadata.name ?? ''))
  for (const { metadata } of found)
    await client.remove(rigs, metadata.name ?? '', undefined, { uid: metadata.uid, signal })
  return found.map((rig) => ({ ...rig, apiVersion, kind: 'Rig' }))
}

async function refuseWhileInUse(client: Client, names: readonly string[], signal: AbortSignal): Promise<void> {
  const { items } = await client.list(polecats, { signal })
  const open = items.filter(({ spec, status }) => names.includes(spec.rig) && !isFinished(status?.phase))
  if (open.length === 0) return
  const which = names.length === 1 ? `rig ${names[0]}` : `rigs ${names.join(', ')}`
  const some = open.slice(0, 10)
  throw new GastownError('work-unsaved', `${open.length} polecats of ${which} have not finished`, {
    problems: some.map(({ metadata }) => ({ field: metadata.name ?? '', message: 'has not finished' })),
    hints: [
      `End them first with: gastown terminate ${some.map(({ metadata }) => metadata.name).join(' ')}`,
      'Delete anyway with --force.',
    ],
  })
}
