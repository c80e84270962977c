import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compose } from '../../../src/create/compose.ts'
import { agentNames } from '../../../src/polecat/agent.ts'
import { loadDocuments } from '../../../src/polecat/validate/load.ts'
import { validatePolecat } from '../../../src/polecat/validate/validate.ts'
import { problemsOf } from '../../support/problems-of.ts'

const plain = {
  apiVersion: 'gastown.gastown.io/v1alpha1',
  kind: 'Polecat',
  metadata: { name: 'fix-it' },
  spec: { rig: 'athena', taskDescription: 'Fix it.', kubernetes: { activeDeadlineSeconds: 3600 } },
}

function changed(value: object): object {
  return compose([
    { source: 'plain', value: plain },
    { source: 'test', value },
  ])
}

test("the schema's defaults are filled in, and none that a rig may give", () => {
  expect(validatePolecat(plain).spec).toEqual({
    rig: 'athena',
    taskDescription: 'Fix it.',
    desiredState: 'Working',
    executionMode: 'kubernetes',
    attempt: 1,
    kubernetes: { activeDeadlineSeconds: 3600 },
    uncommitted: 'commit',
    ciChanges: 'hold',
    maxAttempts: 1,
    priority: 0,
  })
})

test.each(['polecat.yaml', 'polecat-oauth.yaml'])('the example of the reference document is valid: %s', (file) => {
  const url = new URL(`../../fixtures/reference/${file}`, import.meta.url)
  const [document] = loadDocuments(readFileSync(url, 'utf8'), file)
  expect(validatePolecat(document?.value).metadata.name).toBe('implement-feature-x')
})

test.each<[object, string]>([
  [{ spec: { agnet: 'aider' } }, "spec.agnet: unknown field; did you mean 'agent'?"],
  [{ spec: { banana: 1 } }, 'spec.banana: unknown field'],
  [{ spec: { gitBranch: 'x' } }, "spec.gitBranch: unknown field here; did you mean 'spec.kubernetes.gitBranch'?"],
  [
    { spec: { kubernetes: { workbranch: 'x' } } },
    "spec.kubernetes.workbranch: unknown field; did you mean 'workBranch'?",
  ],
  [{ spec: { agent: 'claude' } }, `spec.agent: expected one of ${agentNames.join(', ')}; found 'claude'`],
  [
    { spec: { agent: 'claud-code' } },
    `spec.agent: expected one of ${agentNames.join(', ')}; found 'claud-code'. Did you mean 'claude-code'?`,
  ],
  [
    { spec: { kubernetes: { activeDeadlineSeconds: 0 } } },
    'spec.kubernetes.activeDeadlineSeconds: expected 60 to 14400 seconds; found 0',
  ],
  [
    { spec: { kubernetes: { activeDeadlineSeconds: 20_000 } } },
    'spec.kubernetes.activeDeadlineSeconds: expected 60 to 14400 seconds; found 20000',
  ],
  [
    { spec: { kubernetes: { activeDeadlineSeconds: 90.5 } } },
    'spec.kubernetes.activeDeadlineSeconds: expected a whole number; found 90.5',
  ],
  [
    { spec: { kubernetes: { activeDeadlineSeconds: null } } },
    'spec.kubernetes.activeDeadlineSeconds: expected a number; found nothing',
  ],
  [{ spec: { kubernetes: null } }, 'spec.kubernetes: expected fields; found nothing'],
  [{ spec: { taskDescription: '' } }, 'spec.taskDescription: expected at least 1 character; found 0'],
  [{ spec: { taskDescription: 5 } }, 'spec.taskDescription: expected text; found 5'],
  [
    { spec: { taskDescription: 'ä'.repeat(131_073) } },
    'spec.taskDescription: expected at most 262144 bytes of UTF-8; found 262146',
  ],
  [{ spec: { rig: null } }, 'spec.rig: expected text; found nothing'],
  [
    { metadata: { name: 'Fix-It' } },
    "metadata.name: expected lowercase letters, digits and '-', beginning and ending with a letter or digit; found 'Fix-It'",
  ],
  [{ metadata: { name: 'a'.repeat(53) } }, 'metadata.name: expected at most 52 characters; found 53'],
  [{ metadata: { name: null } }, 'metadata.name: expected a name; found none'],
  [{ spec: { agent: 'custom' } }, 'spec.agentConfig.command: the custom agent needs a command; found none'],
  [
    { spec: { agent: 'custom', agentConfig: { command: [] } } },
    'spec.agentConfig.command: expected at least 1 entry; found 0',
  ],
  [
    { spec: { kubernetes: { workBranch: 'main', gitBranch: 'main' } } },
    "spec.kubernetes.workBranch: expected another branch than the base branch; both are 'main'",
  ],
  [
    { spec: { kubernetes: { apiKeySecretRef: { name: 'a' }, claudeCredsSecretRef: { name: 'a' } } } },
    'spec.kubernetes.claudeCredsSecretRef: expected at most one LLM credential; found apiKeySecretRef and claudeCredsSecretRef',
  ],
  [
    { spec: { kubernetes: { resources: { limits: { cpu: 'lots' } } } } },
    "spec.kubernetes.resources.limits.cpu: expected a quantity such as '500m' or '1Gi'; found other text",
  ],
  [{ spec: { budget: { costUSD: -1 } } }, 'spec.budget.costUSD: expected 0 to 100000; found -1'],
  [{ spec: { agentConfig: { args: 'x' } } }, 'spec.agentConfig.args: expected a list; found other text'],
  [{ apiVersion: 'v1' }, "apiVersion: expected 'gastown.gastown.io/v1alpha1'; found 'v1'"],
  [{ kind: 'Pod' }, "kind: expected 'Polecat'; found 'Pod'"],
])('%j', (change, expected) => {
  expect(problemsOf(() => validatePolecat(changed(change)))).toEqual([expected])
})

test.each([undefined, null, 'text', [], 5])('%j is no Polecat', (value) => {
  expect(problemsOf(() => validatePolecat(value))[0]).toMatch(/^document: expected fields; found/)
})

test('all problems are told at once, those of rules too', () => {
  const bad = changed({
    metadata: { name: 'Big' },
    spec: { agent: 'custom', rgi: 'x', rig: null, kubernetes: { workBranch: 'a..b', env: [{ name: '1' }] } },
  })
  expect(problemsOf(() => validatePolecat(bad)).map((line) => line.split(': ')[0])).toEqual([
    'spec.rig',
    'spec.kubernetes.env[0].name',
    'spec.rgi',
    'metadata.name',
    'spec.agentConfig.command',
    'spec.kubernetes.workBranch',
  ])
})

test('what may be a secret is never repeated', () => {
  const secret = 'sk-ant-api03-S3CRET'
  const bad = changed({
    spec: {
      agentConfig: { endpoint: { secret }, env: [{ name: secret, value: 5 }], temperature: secret },
      kubernetes: {
        apiKeySecretRef: { name: secret },
        claudeCredsSecretRef: secret,
        gitRepository: [secret],
        activeDeadlineSeconds: secret,
        image: '',
      },
    },
  })
  const problems = problemsOf(() => validatePolecat(bad))
  expect(problems.length).toBeGreaterThanOrEqual(8)
  expect(problems.join('\n')).not.toContain('S3CRET')
})

test('the error names the polecat and the source, and problems their lines', () => {
  const text = [
    'apiVersion: gastown.gastown.io/v1alpha1',
    'kind: Polecat',
    'metadata: {name: fix-it}',
    'spec:',
    '  rig: athena',
    '  taskDescription: x',
    '  agent: claude',
    '  kubernetes:',
    '    workBranch: a b',
    '    gitbranch: x',
    '    activeDeadlineSeconds: 60',
  ].join('\n')
  const [document] = loadDocuments(text, 'polecat.yaml')
  expect(() => validatePolecat(document?.value, document)).toThrow("Polecat 'fix-it' is not valid (polecat.yaml)")
  expect(problemsOf(() => validatePolecat(document?.value, document))).toEqual([
    expect.stringMatching(/^spec\.agent: .* \(line 7\)$/),
    expect.stringMatching(/^spec\.kubernetes\.gitbranch: .* \(line 10\)$/),
    expect.stringMatching(/^spec\.kubernetes\.workBranch: .* \(line 9\)$/),
  ])
})
