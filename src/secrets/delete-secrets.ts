import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { polecats, rigs, secrets } from '../kube/resources.ts'
import type { V1Secret } from '../kube/wire.ts'
import { secretNames } from '../attempt/secrets.ts'
import { isFinished } from '../outcome/reasons.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import { findSecrets } from './find-secrets.ts'
import { confirmRemoval } from '../confirm/confirm-removal.ts'

interface DeleteFlags {
  readonly namespace: string
  readonly yes: boolean
  readonly force: boolean
}

/** Deletes all of them, or none where an unfinished polecat works with one. Gives them as they were. */
export async function deleteSecrets(
  context: Context,
  names: readonly string[],
  { namespace, yes, force }: DeleteFlags,
): Promise<V1Secret[]> {
  const found = await findSecrets(context, names, namespace)
  const wanted = found.map(({ metadata }) => metadata?.name ?? '')
  if (!force) await refuseUsed(context, wanted)
  if (!yes) {
    for (const name of wanted) context.notice(name)
    if (!(await confirmRemoval(context, wanted.length))) {
      context.notice('Nothing was removed.')
      return []
    }
  }
  const client = await context.client()
  for (const { metadata } of found)
    await client.remove(secrets, metadata?.name ?? '', namespace, { uid: metadata?.uid, signal: context.signal })
  return found
}

async function refuseUsed(context: Context, names: readonly string[]): Promise<void> {
  const client = await context.client()
  const [{ items }, { items: allRigs }] = await Promise.all([
    client.list(polecats, { signal: context.signal }),
    client.list(rigs, { signal: context.signal }),
  ])
  const uses = items.flatMap((polecat) => {
    const rig = allRigs.find(({ metadata }) => metadata.name === polecat.spec.rig)
    if (rig === undefined || isFinished(polecat.status?.phase)) return []
    const used = secretNames(resolveSpec(polecat, rig)).filter((name) => names.includes(name))
    return used.map((name) => ({ field: name, message: `used by polecat ${polecat.metadata.name}` }))
  })
  if (uses.length > 0)
    throw new GastownError('work-unsaved', 'nothing was deleted, because unfinished polecats use it', {
      problems: uses,
      hints: ['Wait for them, or terminate them with: gastown terminate NAME --wait', 'Delete anyway with --force.'],
    })
}
