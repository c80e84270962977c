/** The rules of `rules.ts` that API servers check by themselves, in CEL. */
import { commandAgent } from '../agent.ts'
import { ciNamespaces } from '../rescue-namespace.ts'
import { maxNameLength } from '../validate/rules.ts'
import { maxTaskBytes, polecatSpec } from '../schema.ts'
import type { CelRule } from './structural.ts'

export const taskRules: CelRule[] = [
  {
    rule: `size(bytes(self)) <= ${maxTaskBytes}`,
    message: `at most ${maxTaskBytes} bytes of UTF-8`,
  },
]

export const kubernetesRules: CelRule[] = [
  {
    rule: '!(has(self.apiKeySecretRef) && has(self.claudeCredsSecretRef))',
    message: 'at most one LLM credential: apiKeySecretRef or claudeCredsSecretRef',
  },
  {
    rule: '!has(self.workBranch) || !has(self.gitBranch) || self.workBranch != self.gitBranch',
    message: 'workBranch must be another branch than gitBranch',
    fieldPath: '.workBranch',
  },
]

export const specRules: CelRule[] = [
  {
    rule: `!has(self.agent) || self.agent != '${commandAgent}' || (has(self.agentConfig) && has(self.agentConfig.command))`,
    message: `the ${commandAgent} agent needs agentConfig.command`,
    reason: 'FieldValueRequired',
    fieldPath: '.agentConfig.command',
  },
  {
    rule: `!has(self.agent) || self.agent == '${commandAgent}' || !has(self.agentConfig) || !has(self.agentConfig.command)`,
    message: `only the ${commandAgent} agent takes a command`,
    reason: 'FieldValueForbidden',
    fieldPath: '.agentConfig.command',
  },
  {
    rule: `!has(self.kubernetes.rescueNamespace) || !self.kubernetes.rescueNamespace.matches('${ciNamespaces}') || (has(self.ciChanges) && self.ciChanges == 'allow')`,
    message: 'below refs/heads and refs/tags hosts start CI, so ciChanges must be allow',
    fieldPath: '.kubernetes.rescueNamespace',
  },
]

const nameRules: CelRule[] = [
  {
    rule: `size(self.metadata.name) <= ${maxNameLength}`,
    message: `at most ${maxNameLength} characters`,
    fieldPath: '.metadata.name',
  },
  {
    rule: "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message: "lowercase letters, digits and '-', beginning and ending with a letter or digit",
    fieldPath: '.metadata.name',
  },
]

/** From the claim of an attempt, which writes podName, to its final phase. */
const running = [
  'has(oldSelf.status)',
  'has(oldSelf.status.podName)',
  'has(oldSelf.status.phase)',
  "oldSelf.status.phase in ['Pending', 'Working', 'Stuck']",
].join(' && ')

const alwaysMutable = ['desiredState', 'attempt', 'priority']

/** Rules of the whole object, because they compare spec and status. */
export const rootRules: CelRule[] = [...nameRules, ...Object.keys(polecatSpec.shape).flatMap(immutableWhileRunning)]

function immutableWhileRunning(field: string): CelRule[] {
  if (alwaysMutable.includes(field)) return []
  const [now, before] = [`self.spec.${field}`, `oldSelf.spec.${field}`]
  const same =
    field === 'ciChanges'
      ? `has(${now}) && (${now} == 'allow' || (has(${before}) && ${now} == ${before}))`
      : `has(${now}) == has(${before}) && (!has(${now}) || ${now} == ${before})`
  const may = field === 'ciChanges' ? 'can only be changed from hold to allow' : 'cannot be changed'
  return [
    {
      rule: `!(${running}) || (${same})`,
      message: `${may} while an attempt runs`,
      reason: 'FieldValueForbidden',
      fieldPath: `.spec.${field}`,
    },
  ]
}
