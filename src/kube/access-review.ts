import type { Client } from './client.ts'
import { accessReviews } from './resources.ts'

/** What a SelfSubjectAccessReview is about, in Kubernetes' words. */
export interface ReviewedAccess {
  /** Left out: in the whole cluster. */
  readonly namespace?: string
  readonly group: string
  /** In the plural. */
  readonly resource: string
  readonly subresource?: string
  readonly name?: string
  readonly verb: string
}

/** Whether the caller may do it; undefined where the server does not say. */
export async function reviewAccess(
  client: Client,
  resourceAttributes: ReviewedAccess,
  signal?: AbortSignal,
): Promise<boolean | undefined> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  }
  return (await client.create(accessReviews, review, { signal })).status?.allowed
}
