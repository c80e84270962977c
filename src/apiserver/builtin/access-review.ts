import { ordinary, type ResourceDefinition } from '../resource.ts'
import { builtinType } from './type-notation.ts'

/** Whoever is let in may do everything: there is one user. Nothing is stored; the answer is the object with a status. */
export const accessReviews: ResourceDefinition = {
  ...ordinary,
  group: 'authorization.k8s.io',
  plural: 'selfsubjectaccessreviews',
  singular: 'selfsubjectaccessreview',
  kind: 'SelfSubjectAccessReview',
  listKind: 'SelfSubjectAccessReviewList',
  namespaced: false,
  verbs: ['create'],
  schema: builtinType('SelfSubjectAccessReview'),
  columns: [],
}

export const allowed = { allowed: true, reason: 'The owner of this server may do everything.' }
