/** How to delete: from the body (DeleteOptions) or the query. */
import { ApiFailure, badRequest, invalidObject } from '../failure.ts'
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
  const kind = textAt(body, 'kind') || words.kind
  if (kind !== words.kind) {
    const apiVersion = textAt(body, 'apiVersion')
    const message = `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:110"`
    throw new ApiFailure(500, undefined, message)
  }
  const seconds = objectAt(body).gracePeriodSeconds ?? query.get('gracePeriodSeconds') ?? undefined
  const graceSeconds = seconds === undefined || seconds === null ? undefined : Number(seconds)
  if (graceSeconds !== undefined && !/^[-+]?\d+$/.test(String(seconds))) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(seconds)}: invalid syntax`)
  }
  const propagation = textAt(body, 'propagationPolicy') || query.get('propagationPolicy')
  if (propagation && !propagations.includes(propagation)) {
    throw invalidObject(words, '', [notSupported('propagationPolicy', propagation, [...propagations, 'nil'])])
  }
  if (propagation && typeof objectAt(body).orphanDependents === 'boolean') {
    const detail = 'orphanDependents and deletionPropagation cannot be both set'
    throw invalidObject(words, '', [invalidValue('propagationPolicy', propagation, detail)])
  }
  const inBody = objectAt(body).dryRun
  const dryRun = (Array.isArray(inBody) && inBody.includes('All')) || isDryRun(query, 'DeleteOptions')
  const preconditions = objectAt(body, 'preconditions')
  const uid = textAt(preconditions, 'uid') || undefined
  return { graceSeconds, uid, resourceVersion: textAt(preconditions, 'resourceVersion') || undefined, dryRun }
}
