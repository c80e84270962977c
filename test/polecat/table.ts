/** Polecats that every validator of ours must take or refuse alike: the CLI, and the servers by the CRD. */
export interface Case {
  readonly what: string
  readonly spec?: object
  readonly kubernetes?: object
  readonly name?: string
  /** The field that is refused; absent where the polecat is fine. */
  readonly field?: string
}

const ref = { name: 'claude-credentials' }

export const cases: readonly Case[] = [
  { what: 'the least there can be' },
  { what: 'a name of 52 characters', name: 'a'.repeat(52) },
  { what: 'a name of 53 characters', name: 'a'.repeat(53), field: 'metadata.name' },
  { what: 'a name with capitals', name: 'Fix-it', field: 'metadata.name' },
  { what: 'a name with a dot', name: 'fix.it', field: 'metadata.name' },
  { what: 'a name that ends with a dash', name: 'fix-', field: 'metadata.name' },
  { what: 'a task of 262,144 bytes', spec: { taskDescription: 'ä'.repeat(131_072) } },
  { what: 'a task of 262,146 bytes', spec: { taskDescription: 'ä'.repeat(131_073) }, field: 'spec.taskDescription' },
  { what: 'a task of 262,145 letters', spec: { taskDescription: 'a'.repeat(262_145) }, field: 'spec.taskDescription' },
  { what: 'an empty task', spec: { taskDescription: '' }, field: 'spec.taskDescription' },
  { what: 'an API key', kubernetes: { apiKeySecretRef: { ...ref, key: 'api-key' } } },
  { what: 'OAuth credentials', kubernetes: { claudeCredsSecretRef: ref } },
  {
    what: 'two LLM credentials',
    kubernetes: { apiKeySecretRef: ref, claudeCredsSecretRef: ref },
    field: 'spec.kubernetes',
  },
  { what: 'a work branch', kubernetes: { gitBranch: 'main', workBranch: 'polecat/x' } },
  {
    what: 'work branch and base branch the same',
    kubernetes: { gitBranch: 'main', workBranch: 'main' },
    field: 'spec.kubernetes.workBranch',
  },
  { what: 'an unknown agent', spec: { agent: 'claude' }, field: 'spec.agent' },
  { what: 'custom with a command', spec: { agent: 'custom', agentConfig: { command: ['sh', '-c', 'x'] } } },
  { what: 'custom without a command', spec: { agent: 'custom' }, field: 'spec.agentConfig.command' },
  {
    what: 'custom with an empty command',
    spec: { agent: 'custom', agentConfig: { command: [] } },
    field: 'spec.agentConfig.command',
  },
  {
    what: 'another agent with a command',
    spec: { agent: 'aider', agentConfig: { command: ['sh'] } },
    field: 'spec.agentConfig.command',
  },
  { what: 'a deadline of 0', kubernetes: { activeDeadlineSeconds: 0 }, field: 'spec.kubernetes.activeDeadlineSeconds' },
  {
    what: 'a deadline of 20,000',
    kubernetes: { activeDeadlineSeconds: 20_000 },
    field: 'spec.kubernetes.activeDeadlineSeconds',
  },
  {
    what: 'no deadline',
    kubernetes: { activeDeadlineSeconds: undefined },
    field: 'spec.kubernetes.activeDeadlineSeconds',
  },
  {
    what: 'a deadline as text',
    kubernetes: { activeDeadlineSeconds: '60' },
    field: 'spec.kubernetes.activeDeadlineSeconds',
  },
  {
    what: 'rescue refs that start CI',
    kubernetes: { rescueNamespace: 'refs/heads/gastown' },
    field: 'spec.kubernetes.rescueNamespace',
  },
  {
    what: 'rescue refs that start CI, where that is allowed',
    spec: { ciChanges: 'allow' },
    kubernetes: { rescueNamespace: 'refs/heads/gastown' },
  },
  { what: 'a temperature', spec: { agentConfig: { temperature: 0.7 } } },
  {
    what: 'a temperature as text',
    spec: { agentConfig: { temperature: '0.7' } },
    field: 'spec.agentConfig.temperature',
  },
  { what: 'a whole budget', spec: { budget: { costUSD: 2.5, tokens: 1e6, turns: 30, onRateLimit: 'stop' } } },
  { what: 'a negative budget', spec: { budget: { costUSD: -1 } }, field: 'spec.budget.costUSD' },
  { what: 'a field misspelt', kubernetes: { gitBrnach: 'x' }, field: 'spec.kubernetes.gitBrnach' },
  { what: 'a misspelt field of the spec', spec: { agnet: 'aider' }, field: 'spec.agnet' },
  {
    what: 'an environment variable with a dash',
    kubernetes: { env: [{ name: 'A-B', value: 'x' }] },
    field: 'spec.kubernetes.env[0].name',
  },
  {
    what: 'resources that are no quantities',
    kubernetes: { resources: { limits: { cpu: 'lots' } } },
    field: 'spec.kubernetes.resources.limits.cpu',
  },
  {
    what: 'checkpoints every second',
    kubernetes: { checkpointSeconds: 1 },
    field: 'spec.kubernetes.checkpointSeconds',
  },
]

export function polecatOf({ spec, kubernetes, name }: Case): object {
  return {
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Polecat',
    metadata: { name: name ?? 'fix-it' },
    spec: {
      rig: 'athena',
      taskDescription: 'Fix it.',
      kubernetes: { activeDeadlineSeconds: 3600, ...kubernetes },
      ...spec,
    },
  }
}
