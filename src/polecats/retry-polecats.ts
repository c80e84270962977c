import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { retryOf, type Refusal } from '../output/polecat/verb-words.ts'
import type { Polecat } from '../polecat/schema.ts'
import { findPolecats, type Where } from './find-polecats.ts'
import { patchPolecat, type PolecatRef } from './patch-polecat.ts'

export interface Retried {
  readonly polecat: Polecat
  /** What has come of it. */
  readonly words: string
}

/** Whether these, which are Done, may be replaced. */
export type ConfirmReplace = (done: readonly Polecat[]) => Promise<boolean>

/** Asks for one attempt more than there was of each, or of none where one still runs or may not be replaced. */
export async function retryPolecats(
  client: Client,
  names: readonly string[],
  where: Where,
  confirmReplace: ConfirmReplace,
): Promise<Retried[]> {
  const found = await findPolecats(client, names, where)
  const refusals = found.flatMap((polecat) => {
    const retry = retryOf(polecat)
    return 'refused' in retry ? { name: polecat.metadata.name ?? '', ...retry } : []
  })
  if (refusals.length > 0) throw refused(refusals)
  const done = found.filter(replacesOutcome)
  if (done.length > 0 && !(await confirmReplace(done))) return []
  return Promise.all(found.map(({ metadata }) => retryPolecat(client, { name: metadata.name ?? '' }, where)))
}

export async function retryPolecat(client: Client, meant: PolecatRef, where: Where): Promise<Retried> {
  let words = ''
  const { after } = await patchPolecat(client, meant, where, (polecat) => {
    const retry = retryOf(polecat)
    if ('refused' in retry) throw refused([{ name: meant.name, ...retry }])
    words = retry.words
    const { desiredState } = polecat.spec
    if (retry.isAsked) return undefined
    return { attempt: retry.attempt, ...(desiredState === 'Working' ? {} : { desiredState: 'Working' }) }
  })
  return { polecat: after, words }
}

function replacesOutcome(polecat: Polecat): boolean {
  const retry = retryOf(polecat)
  return polecat.status?.phase === 'Done' && 'words' in retry && !retry.isAsked
}

function refused(refusals: readonly (Refusal & { readonly name: string })[]): GastownError {
  const [only] = refusals
  const isOne = refusals.length === 1 && only !== undefined
  const running = refusals.filter(({ isRunning }) => isRunning).map(({ name }) => name)
  const them = running.length === 1 ? 'it' : 'them'
  return new GastownError('conflict', isOne ? `${only.name} ${only.refused}` : 'nothing was retried', {
    problems: isOne ? [] : refusals.map(({ name, refused: message }) => ({ field: name, message })),
    hints: running.length === 0 ? [] : [`Terminate ${them} first with: gastown terminate ${running.join(' ')} --wait`],
  })
}
