import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats, rigs } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import type { Rig } from '../rig/schema.ts'
import { rigsMissing } from './count-rigs.ts'

/** Deletes a rig that no unfinished polecat of any namespace belongs to. */
export async function deleteRig(context: Context, name: string, { force }: { readonly force: boolean }): Promise<void> {
  const [client, { signal }] = [await context.client(), context]
  const { metadata } = await findRig(client, name, signal)
  if (!force) {
    const { items } = await client.list(polecats, { signal })
    const open = items.filter(({ spec, status }) => spec.rig === name && !isFinished(status?.phase))
    if (open.length > 0) {
      const names = open.map((polecat) => polecat.metadata.name ?? '')
      throw new GastownError('work-unsaved', `${names.length} polecats of rig ${name} have not finished`, {
        problems: names.slice(0, 10).map((field) => ({ field, message: 'has not finished' })),
        hints: [
          `End them first with: gastown terminate ${names.slice(0, 10).join(' ')}`,
          'Delete anyway with --force.',
        ],
      })
    }
  }
  await client.remove(rigs, name, undefined, { uid: metadata.uid, signal })
}

export async function findRig(client: Client, name: string, signal: AbortSignal): Promise<Rig> {
  try {
    return await client.get(rigs, name, undefined, { signal })
  } catch (error) {
    throw error instanceof GastownError && error.kind === 'not-found' ? rigsMissing([name], error) : error
  }
}
