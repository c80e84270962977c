/** Questions about who may do what: nothing is stored, the answer is the object with a status. The one user may do everything. */
import { badRequest, invalidObject } from '../failure.ts'
import { isObject, objectAt, textAt, type ApiObject } from '../object.ts'
import { invalidValue, type FieldProblem } from '../problem.ts'
import { ordinary, type ResourceDefinition } from '../resource.ts'
import { builtinType } from './type-notation.ts'

/** The one user, as the client certificate names it. */
const user = { username: 'gastown', groups: ['system:masters', 'system:authenticated'] }
const group = 'authorization.k8s.io'
const allowed = { allowed: true, reason: 'The owner of this server may do everything.' }
const notAllowed = { allowed: false, reason: 'This server has one user, and nobody else is let in.' }

export const reviews: readonly ResourceDefinition[] = [
  review(group, 'SelfSubjectAccessReview', (object) => {
    checkAccess(object)
    return { ...object, status: allowed }
  }),
  review(group, 'SelfSubjectRulesReview', ({ spec, ...object }) => {
    if (textAt({ spec }, 'spec', 'namespace') === '') throw badRequest('no namespace on request')
    return { ...object, metadata: {}, spec: {}, status: allRules }
  }),
  review(group, 'SubjectAccessReview', (object) => {
    checkAccess(object, userProblems(object))
    return { ...object, status: isUser(object) ? allowed : notAllowed }
  }),
  {
    ...review(group, 'LocalSubjectAccessReview', (object, namespace) => {
      checkAccess(object, userProblems(object))
      if (textAt(object, 'spec', 'resourceAttributes', 'namespace') !== namespace) {
        throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`)
      }
      return { ...object, status: isUser(object) ? allowed : notAllowed }
    }),
    namespaced: true,
  },
  review('authentication.k8s.io', 'SelfSubjectReview', (object) => ({ ...object, status: { userInfo: user } })),
]

const allRules = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
}

function review(group: string, kind: string, respond: NonNullable<ResourceDefinition['review']>): ResourceDefinition {
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
    review: respond,
  }
}

function isUser({ spec }: ApiObject): boolean {
  const { user: name, groups } = isObject(spec) ? spec : {}
  return name === user.username || (Array.isArray(groups) && groups.includes('system:masters'))
}

/** The real server names no kind here. */
function checkAccess(object: ApiObject, more: readonly FieldProblem[] = []): void {
  const problems = [...attributeProblems(object), ...more, ...metadataProblems(object)]
  if (problems.length > 0) throw invalidObject({ group, kind: '' }, '', problems)
}

function attributeProblems({ spec }: ApiObject): FieldProblem[] {
  const { resourceAttributes, nonResourceAttributes } = isObject(spec) ? spec : {}
  if (resourceAttributes && nonResourceAttributes) {
    const found = { Path: textAt(nonResourceAttributes, 'path'), Verb: textAt(nonResourceAttributes, 'verb') }
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [invalidValue('spec.nonResourceAttributes', found, detail)]
  }
  if (resourceAttributes || nonResourceAttributes) return []
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalidValue('spec.resourceAttributes', null, detail)]
}

function userProblems(object: ApiObject): FieldProblem[] {
  const { user, groups } = objectAt(object, 'spec')
  if (user || (Array.isArray(groups) && groups.length > 0)) return []
  return [invalidValue('spec.user', '', 'at least one of user or group must be specified')]
}

function metadataProblems({ metadata }: ApiObject): FieldProblem[] {
  const { managedFields: _, namespace: __, ...rest } = metadata
  return Object.keys(rest).length > 0 ? [invalidValue('metadata', metadata, 'must be empty')] : []
}
