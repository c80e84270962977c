/** Questions about oneself: nothing is stored, the answer is the object with a status. Whoever is let in may do everything. */
import { ordinary, type ResourceDefinition } from '../resource.ts'
import { builtinType } from './type-notation.ts'

/** The one user, as the client certificate names it. */
const user = { username: 'gastown', groups: ['system:masters', 'system:authenticated'] }

export const reviews: readonly ResourceDefinition[] = [
  review('authorization.k8s.io', 'SelfSubjectAccessReview', {
    allowed: true,
    reason: 'The owner of this server may do everything.',
  }),
  review('authorization.k8s.io', 'SelfSubjectRulesReview', {
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  }),
  review('authentication.k8s.io', 'SelfSubjectReview', { userInfo: user }),
]

function review(group: string, kind: string, status: object): ResourceDefinition {
  return {
    ...ordinary,
    group,
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    namespaced: false,
    verbs: ['create'],
    schema: builtinType(kind),
    columns: [],
    reviewStatus: status,
  }
}
