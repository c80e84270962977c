import { GastownError, isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { isNamespaceTerminating } from '../kube/transport/status-error.ts'
import { polecats, rigs } from '../kube/resources.ts'
import { finalizers } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { sameRepository } from '../rig/same-repository.ts'
import type { Rig } from '../rig/schema.ts'
import type { Draft, DraftedPolecat } from './draft-polecats.ts'

export interface Creation {
  readonly namespace: string
  readonly signal: AbortSignal
  readonly dryRun: boolean
  onRig(rig: Rig): void
}

/** Makes the drafts' rigs, then the polecats in their order; none where the name of one is taken already. */
export async function createPolecats(client: Client, draft: Draft, creation: Creation): Promise<Polecat[]> {
  // One alone is all or nothing by itself.
  if (draft.polecats.length > 1) await refuseTaken(client, draft, creation)
  for (const rig of draft.newRigs) if (await ensureRig(client, rig, creation)) creation.onRig(rig)
  const made: Polecat[] = []
  for (const drafted of draft.polecats)
    try {
      made.push(await createOne(client, drafted, creation))
    } catch (error) {
      throw stoppedAfter(made, draft.polecats.length, error)
    }
  return made
}

/** Whatever ends a batch in its middle, those before it are at work. */
function stoppedAfter(made: readonly Polecat[], count: number, error: unknown): unknown {
  if (made.length === 0 || !(error instanceof GastownError)) return error
  const names = made.map(({ metadata }) => metadata.name)
  return new GastownError(error.kind, `${error.message}; ${made.length} of ${count} were created before it`, {
    cause: error.cause,
    problems: [...error.problems, { field: 'created', message: names.join(', ') }],
    hints: error.hints,
  })
}

async function refuseTaken(client: Client, draft: Draft, { namespace, signal }: Creation): Promise<void> {
  const { rows } = await client.table(polecats, { namespace, signal })
  const known = new Set(rows.map(([name]) => String(name)))
  const names = draft.polecats.flatMap(({ polecat: { metadata }, otherName }) =>
    otherName === undefined && known.has(metadata.name ?? '') ? [metadata.name ?? ''] : [],
  )
  if (names.length === 0) return
  const which = names.length === 1 ? `polecat ${names[0]} already exists` : `polecats ${names.join(', ')} already exist`
  throw new GastownError('conflict', `${which}; nothing was created`, { hints: takenHints(names) })
}

function takenHints(names: readonly string[]): string[] {
  return [
    `Start a new attempt at the same task with: gastown retry ${names[0]}`,
    `Delete them with: gastown delete ${names.join(' ')}`,
  ]
}

async function createOne(
  client: Client,
  { polecat, otherName }: DraftedPolecat,
  { namespace, signal, dryRun }: Creation,
): Promise<Polecat> {
  for (let name = polecat.metadata.name ?? '', tries = 1; ; tries++) {
    try {
      // The operator adds it where it is missing; a polecat that comes with it saves that write.
      const own = new Set([...(polecat.metadata.finalizers ?? []), finalizers.polecat])
      const metadata = { ...polecat.metadata, name, namespace, finalizers: [...own] }
      return await client.create(polecats, { ...polecat, metadata }, { dryRun, signal })
    } catch (error) {
      if (isKind(error, 'not-found')) throw noNamespace(namespace, 'not found', error)
      if (isNamespaceTerminating(error)) throw noNamespace(namespace, 'is being deleted', error)
      if (!isTaken(error)) throw error
      if (otherName === undefined || tries > 10) throw taken(name, error)
      name = otherName()
    }
  }
}

/** Whether it was made now; another command may have been faster. */
async function ensureRig(client: Client, rig: Rig, { signal, dryRun }: Creation): Promise<boolean> {
  try {
    await client.create(rigs, rig, { dryRun, signal })
    return true
  } catch (error) {
    if (!isTaken(error)) throw error
    const other = await client.get(rigs, rig.metadata.name ?? '', undefined, { signal })
    if (!sameRepository(other.spec.gitURL, rig.spec.gitURL)) throw error
    return false
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof GastownError && error.kind === 'conflict'
}

function taken(name: string, cause: unknown): GastownError {
  return new GastownError('conflict', `polecat ${name} already exists`, { cause, hints: takenHints([name]) })
}

function noNamespace(namespace: string, what: 'not found' | 'is being deleted', cause: unknown): GastownError {
  return new GastownError('not-found', `namespace ${namespace} ${what}; nothing was created`, {
    cause,
    hints: ['Install gastown with: gastown install', 'Or choose another namespace with -n.'],
  })
}
