import type { Problem } from '../errors.ts'

/** Fields of a Polecat by the flag of `create` that sets them. */
const fields: Readonly<Record<string, string>> = {
  'metadata.name': 'NAME',
  'spec.taskDescription': '--task',
  'spec.agent': '--agent',
  'spec.maxAttempts': '--max-attempts',
  'spec.agentConfig.model': '--model',
  'spec.agentConfig.provider': '--provider',
  'spec.agentConfig.maxTokens': '--max-tokens',
  'spec.agentConfig.temperature': '--temperature',
  'spec.agentConfig.command': '--',
  'spec.agentConfig.args': '--',
  'spec.kubernetes.gitRepository': '--repo',
  'spec.kubernetes.gitBranch': '--base',
  'spec.kubernetes.workBranch': '--work-branch',
  'spec.kubernetes.gitSecretRef': '--git-secret',
  'spec.kubernetes.apiKeySecretRef': '--api-key-secret',
  'spec.kubernetes.claudeCredsSecretRef': '--claude-creds-secret',
  'spec.kubernetes.activeDeadlineSeconds': '--timeout',
  'spec.kubernetes.image': '--image',
  'spec.kubernetes.env': '--env',
  'spec.kubernetes.nodeSelector': '--node-selector',
  'spec.kubernetes.tolerations': '--toleration',
  'spec.budget.costUSD': '--max-cost',
  'spec.budget.turns': '--max-turns',
  'spec.budget.tokens': '--max-tokens-total',
  'spec.budget.idleSeconds': '--idle-timeout',
}

/** The problem at the flag that caused it, for users who wrote no file. */
export function atItsFlag({ field, message }: Problem): Problem {
  const known = Object.keys(fields).find(
    (name) => field === name || (/^[.[]/.test(field.slice(name.length)) && field.startsWith(name)),
  )
  return { field: known === undefined ? field : (fields[known] ?? field), message }
}
