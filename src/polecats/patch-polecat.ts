import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { standing } from '../output/polecat/verb-words.ts'
import type { Polecat } from '../polecat/schema.ts'
import { findPolecat, type Where } from './find-polecats.ts'

/** The very polecat that somebody has looked at, and not another that has taken its name or its place meanwhile. */
export interface PolecatRef {
  readonly name: string
  /** Uid and attempt of the polecat that the user saw; left out where a name is all that was given. */
  readonly preconditions?: { readonly uid: string | undefined; readonly attempt: number | undefined }
}

export interface PatchedPolecat {
  readonly before: Polecat
  readonly after: Polecat
}

const mostTries = 5

/**
 * Patches the spec of a polecat as `decide` says of how it stands, and decides again where somebody has written between
 * the look and the deed, as an operator does every few seconds.
 */
export async function patchPolecat(
  client: Client,
  meant: PolecatRef,
  where: Where,
  decide: (before: Polecat) => object | undefined,
): Promise<PatchedPolecat> {
  for (let tries = 1; ; tries++) {
    const before = await findMeant(client, meant, where)
    const spec = decide(before)
    if (spec === undefined) return { before, after: before }
    const { resourceVersion } = before.metadata
    const patch = { metadata: { resourceVersion }, spec }
    try {
      const after = await client.mergePatch(polecats, meant.name, where.namespace, patch, { signal: where.signal })
      return { before, after }
    } catch (error) {
      if (!(error instanceof GastownError) || error.kind !== 'conflict' || tries === mostTries) throw error
    }
  }
}

async function findMeant(client: Client, { name, preconditions }: PolecatRef, where: Where): Promise<Polecat> {
  const polecat = await findPolecat(client, name, where)
  if (preconditions === undefined) return polecat
  const { metadata, status } = polecat
  if (metadata.uid !== preconditions.uid)
    throw new GastownError('conflict', `nothing was done: ${name} was replaced by another polecat of that name`)
  if (status?.attempt !== preconditions.attempt)
    throw new GastownError(
      'conflict',
      `nothing was done: ${name} is at attempt ${status?.attempt} now, and is ${standing(polecat)}`,
    )
  return polecat
}
