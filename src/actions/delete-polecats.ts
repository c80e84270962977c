import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { unsavedWork } from '../polecat/unsaved.ts'
import { findPolecats, type Where } from './find-polecats.ts'

/** Deletes all of them, or none where work of one would be lost. Gives their names. */
export async function deletePolecats(
  client: Client,
  names: readonly string[],
  { force, ...where }: Where & { readonly force: boolean },
): Promise<string[]> {
  const found = await findPolecats(client, names, where)
  const unsaved = found.flatMap((polecat) => {
    const message = unsavedWork(polecat)
    return message === undefined ? [] : [{ field: polecat.metadata.name ?? '', message }]
  })
  if (unsaved.length > 0 && !force)
    throw new GastownError('work-unsaved', 'nothing was deleted, because work would be lost', {
      problems: unsaved,
      hints: [
        `Save and end first with: gastown terminate ${unsaved.map(({ field }) => field).join(' ')} --wait`,
        'Delete anyway with --force.',
      ],
    })
  await Promise.all(
    found.map(({ metadata }) => {
      const call = { uid: metadata.uid, resourceVersion: force ? undefined : metadata.resourceVersion }
      return client.remove(polecats, metadata.name ?? '', where.namespace, { ...call, signal: where.signal })
    }),
  )
  return found.map(({ metadata }) => metadata.name ?? '')
}
