import { expect, test } from 'vitest'
import { resolveSpec } from '../../src/polecat/resolve.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'

test('where nothing is said, the schema decides', () => {
  expect(resolveSpec(aPolecat(), aRig())).toEqual({
    rig: 'athena',
    taskDescription: 'Fix the tests.',
    agent: 'claude-code',
    agentConfig: {},
    repository: 'git@github.com:myorg/myrepo.git',
    baseBranch: 'main',
    workBranch: 'polecat/fix-it',
    workBranchExplicit: false,
    deadlineSeconds: 3600,
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    env: [],
    nodeSelector: {},
    tolerations: [],
    author: { name: 'gastown polecat fix-it', email: 'fix-it@gastown.invalid' },
    submodules: false,
    lfs: false,
    checkpointSeconds: 60,
    checkpointTo: 'ref',
    rescueNamespace: 'refs/gastown',
    uncommitted: 'commit',
    ciChanges: 'hold',
    budget: { onRateLimit: 'wait' },
  })
})

const rigWithDefaults = aRig({
  defaults: {
    agent: 'opencode',
    agentConfig: { model: 'opus', provider: 'anthropic', env: [{ name: 'A', value: 'rig' }] },
    kubernetes: {
      gitBranch: 'trunk',
      image: 'rig-image',
      apiKeySecretRef: { name: 'rig-key', key: 'k' },
      gitSecretRef: { name: 'rig-git' },
      nodeSelector: { disk: 'ssd' },
      env: [
        { name: 'A', value: 'pod' },
        { name: 'B', value: 'pod' },
      ],
      checkpointSeconds: 10,
    },
    budget: { turns: 50, costUSD: 5 },
  },
  settings: { ceilings: { budget: { costUSD: 2, tokens: 1000, onRateLimit: 'stop' } } },
})

test('the rig decides where the polecat says nothing, and ceilings cut the budget', () => {
  expect(resolveSpec(aPolecat({ budget: { turns: 10 } }), rigWithDefaults)).toMatchObject({
    agent: 'opencode',
    agentConfig: { model: 'opus', provider: 'anthropic' },
    baseBranch: 'trunk',
    image: 'rig-image',
    apiKeySecret: { name: 'rig-key', key: 'k' },
    gitSecret: 'rig-git',
    checkpointSeconds: 10,
    env: [
      { name: 'B', value: 'pod' },
      { name: 'A', value: 'rig' },
    ],
    budget: { turns: 10, costUSD: 2, tokens: 1000, onRateLimit: 'stop' },
  })
})

test('what the polecat says wins', () => {
  const polecat = aPolecat(
    { agentConfig: { model: 'haiku' }, budget: { costUSD: 0.1234567 } },
    {
      gitRepository: 'https://git.example/x.git',
      gitBranch: 'dev',
      workBranch: 'mine',
      nodeSelector: { zone: 'a' },
      resources: { requests: { memory: '6Gi' } },
    },
  )
  expect(resolveSpec(polecat, rigWithDefaults)).toMatchObject({
    agentConfig: { model: 'haiku', provider: 'anthropic' },
    repository: 'https://git.example/x.git',
    baseBranch: 'dev',
    workBranch: 'mine',
    workBranchExplicit: true,
    nodeSelector: { disk: 'ssd', zone: 'a' },
    resources: { requests: { cpu: '500m', memory: '6Gi' }, limits: { cpu: '2', memory: '6Gi' } },
    budget: { costUSD: 0.123457 },
  })
})

test("a polecat's LLM credential replaces the rig's of the other kind", () => {
  const resolved = resolveSpec(aPolecat({}, { claudeCredsSecretRef: { name: 'mine' } }), rigWithDefaults)
  expect(resolved.claudeCredsSecret).toBe('mine')
  expect(resolved.apiKeySecret).toBeUndefined()
})

test("an API key's key is api-key where none is named, whatever the rig's is called", () => {
  const resolved = resolveSpec(aPolecat({}, { apiKeySecretRef: { name: 'mine' } }), rigWithDefaults)
  expect(resolved.apiKeySecret).toEqual({ name: 'mine', key: 'api-key' })
})

test('settings that the rig has for its own agent do not reach another', () => {
  const resolved = resolveSpec(aPolecat({ agent: 'custom', agentConfig: { command: ['true'] } }), rigWithDefaults)
  expect(resolved.agentConfig).toEqual({ command: ['true'] })
})
