/** Reviews of the operator's rights, again and again: what is missing is in the log at once, and in its state. */
import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Client } from '../../kube/client.ts'
import type { Namespaces, Right } from '../../operator-rights.ts'
import { missingRights, rightInWords } from './missing-rights.ts'
import type { LogFields, OperatorLog } from '../report/operator-log.ts'
import type { OperatorState } from '../report/operator-state.ts'

export interface RightsReviewOptions {
  readonly client: Client
  readonly namespaces: Namespaces
  readonly state: OperatorState
  readonly log: OperatorLog
}

export const usualReviewMs = 300_000

/** The review, which is one for all who ask for it at the same time. */
export function openRightsReview(options: RightsReviewOptions): () => Promise<void> {
  let underWay: Promise<void> | undefined
  return () => {
    underWay ??= review(options).finally(() => (underWay = undefined))
    return underWay
  }
}

/** Reviews each time that the interval has passed, until the signal. */
export async function reviewAgain(review: () => Promise<void>, intervalMs: number, signal: AbortSignal): Promise<void> {
  const wait = () => pause(intervalMs, undefined, { signal, ref: false }).catch(() => undefined)
  for (await wait(); !signal.aborted; await wait()) await review()
}

async function review({ client, namespaces, state, log }: RightsReviewOptions): Promise<void> {
  const missing = await missingRights(client, namespaces).catch((error: unknown) => {
    // Nothing is known of the rights then; other requests tell what is wrong.
    log.debug(`cannot review the rights of the operator: ${messageOf(error)}`)
    return state.missingRights
  })
  if (JSON.stringify(missing) === JSON.stringify(state.missingRights)) return
  state.missingRights = missing
  if (missing.length === 0) log.info('no rights are missing any more')
  for (const right of missing) log.error(`missing right: ${rightInWords(right)}`, fieldsOf(right))
  state.onRights?.()
}

function fieldsOf({ namespace, group, resource, verbs }: Right): LogFields {
  return { namespace, group, resource, verbs: verbs.join(',') }
}
