import { type Context, namespacedClient } from '../context.ts'
import { isKind } from '../errors.ts'
import type { Polecat } from '../polecat/schema.ts'
import { findPolecat } from '../polecats/find-polecats.ts'
import { recordedWords, recordOf } from './show-recorded.ts'

export interface FoundPolecat {
  readonly polecat: Polecat
  readonly isDeleted: boolean
}

/** The polecat of this name; where it was deleted, as its last attempt's record has it, which is told. */
export async function polecatOrRecord(context: Context, name: string): Promise<FoundPolecat> {
  const { client, namespace, signal } = await namespacedClient(context)
  try {
    return { polecat: await findPolecat(client, name, { namespace, signal }), isDeleted: false }
  } catch (error) {
    const found = isKind(error, 'not-found') ? await recordOf(context, name) : undefined
    if (found === undefined || !found.isDeleted) throw error
    context.notice(recordedWords(found.record, true))
    return { polecat: found.record.polecat, isDeleted: true }
  }
}
