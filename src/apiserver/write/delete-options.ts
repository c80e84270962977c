/** How to delete: from the body (DeleteOptions) or the query. */
import { badRequest, invalidObject } from '../failure.ts'
import { objectAt, textAt } from '../object.ts'
import { invalidValue, notSupported } from '../problem.ts'
import { isDryRun } from './options.ts'

export interface DeleteOptions {
  readonly graceSeconds?: number
  readonly uid?: string
  readonly resourceVersion?: string
  readonly dryRun: boolean
}

const propagations = ['Foreground', 'Background', 'Orphan']
const words = { group: 'meta.k8s.io', kind: 'DeleteOptions' }

export function deleteOptions(body: unknown, query: URLSearchParams): DeleteOptions {
  const seconds = objectAt(body).gracePeriodSeconds ?? query.get('gracePeriodSeconds') ?? undefined
  const graceSeconds = seconds === undefined || seconds === null ? undefined : Number(seconds)
  if (graceSeconds !== undefined && !Number.isInteger(graceSeconds)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(seconds)}: invalid syntax`)
  }
  if (graceSeconds !== undefined && graceSeconds < -1) {
    throw invalidObject(words, '', [
      invalidValue('gracePeriodSeconds', graceSeconds, 'must be greater than or equal to 0'),
    ])
  }
  const propagation = textAt(body, 'propagationPolicy') || query.get('propagationPolicy')
  if (propagation && !propagations.includes(propagation)) {
    throw invalidObject(words, '', [notSupported('propagationPolicy', propagation, [...propagations, 'nil'])])
  }
  const inBody = objectAt(body).dryRun
  const dryRun = (Array.isArray(inBody) && inBody.includes('All')) || isDryRun(query, 'DeleteOptions')
  const preconditions = objectAt(body, 'preconditions')
  const uid = textAt(preconditions, 'uid') || undefined
  return { graceSeconds, uid, resourceVersion: textAt(preconditions, 'resourceVersion') || undefined, dryRun }
}
