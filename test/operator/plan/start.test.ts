import { unsavedAttempts, unsavedWork } from '../../../src/polecat/unsaved.ts'
import { describe, expect, test } from 'vitest'
import { polecatStatus, type PolecatStatus } from '../../../src/polecat/status.ts'
import { plan } from '../../../src/operator/plan.ts'
import type { SecretFacts } from '../../../src/attempt/secret-facts.ts'
import type { Refusal } from '../../../src/operator/plan/observed.ts'
import { claimed, observed, type Scene } from '../observed.ts'

function statusOf(scene: Scene): PolecatStatus {
  return polecatStatus.parse(JSON.parse(JSON.stringify(plan(observed(scene)).status)))
}

const found = (keys: string[], role?: string, namedForGit = false): SecretFacts => ({
  state: 'found',
  keys,
  role,
  namedForGit,
})
const claude = { agent: 'claude-code', agentConfig: {} }
const withLogin = (login: { problem?: string; expiresAt?: number }): SecretFacts => ({
  ...(found(['.credentials.json']) as Extract<SecretFacts, { state: 'found' }>),
  login,
})
const missing: SecretFacts = { state: 'missing' }
const git = { gitSecretRef: { name: 'deploy' } }
const llm = { apiKeySecretRef: { name: 'keys' } }
const env = { env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 'other', key: 'token' } } }] }

const admissions: [string, Scene, string, string, string][] = [
  ['a rig that does not exist', { noRig: true }, 'Stuck', 'RigNotFound', "the rig 'athena' does not exist"],
  [
    'several problems at once',
    {
      spec: { agent: 'custom', agentConfig: {} },
      kubernetes: { workBranch: 'main', gitRepository: '/srv/x.git' },
    },
    'Failed',
    'InvalidSpec',
    'spec.agentConfig.command',
  ],
  [
    'a limit that nothing enforces',
    { spec: { budget: { turns: 3, tokens: 1000 } } },
    'Failed',
    'InvalidSpec',
    'spec.budget.tokens: cannot be enforced: nothing of the budget can be for custom; leave it out; spec.budget.turns:',
  ],
  [
    'an agent that cannot be run yet',
    { spec: { agent: 'codex', agentConfig: {} } },
    'Failed',
    'InvalidSpec',
    "'codex' cannot be run yet",
  ],
  [
    "a rig's pod template with more than it may have",
    { rig: { podTemplate: { spec: { hostNetwork: true } } } },
    'Failed',
    'InvalidSpec',
    'rig athena: spec.podTemplate.spec.hostNetwork',
  ],
  ['no sandbox', { plan: { local: true } }, 'Failed', 'Forbidden', '--unsandboxed'],
  [
    'a git Secret that is missing',
    { kubernetes: git, secrets: new Map([['deploy', missing]]) },
    'Failed',
    'SecretNotFound',
    'the Secret deploy in namespace gastown-workers, named as git credential, does not exist; nothing to save',
  ],
  [
    'a git Secret without a key',
    { kubernetes: git, secrets: new Map([['deploy', found(['id_rsa'])]]) },
    'Failed',
    'SecretKeyMissing',
    "has no 'ssh-privatekey', or 'username' and 'password'; it has 'id_rsa'",
  ],
  [
    'an LLM Secret that is missing',
    { kubernetes: llm, secrets: new Map([['keys', missing]]) },
    'Failed',
    'SecretNotFound',
    'named as LLM credential, does not exist',
  ],
  [
    'an LLM Secret without the key',
    { kubernetes: llm, secrets: new Map([['keys', found([])]]) },
    'Failed',
    'SecretKeyMissing',
    "has no key 'api-key'; it has none",
  ],
  [
    "a variable's Secret that is missing",
    { kubernetes: env, secrets: new Map([['other', missing]]) },
    'Failed',
    'SecretNotFound',
    'named as source of an environment variable',
  ],
  [
    'a git credential as LLM credential',
    { kubernetes: llm, secrets: new Map([['keys', found(['api-key'], 'git')]]) },
    'Failed',
    'Forbidden',
    'the Secret keys is a git credential and must not be used as LLM credential',
  ],
  [
    'an unlabelled key of ssh as LLM credential',
    { kubernetes: llm, secrets: new Map([['keys', found(['api-key', 'ssh-privatekey'])]]) },
    'Failed',
    'Forbidden',
    'is a git credential',
  ],
  [
    "somebody's git credential in a variable",
    { kubernetes: env, secrets: new Map([['other', found(['token'], undefined, true)]]) },
    'Failed',
    'Forbidden',
    'is a git credential',
  ],
  [
    'an LLM credential in a variable',
    { kubernetes: env, secrets: new Map([['other', found(['token'], 'llm')]]) },
    'Failed',
    'Forbidden',
    'is an LLM credential',
  ],
  [
    'an LLM credential for git',
    { kubernetes: git, secrets: new Map([['deploy', found(['password'], 'llm')]]) },
    'Failed',
    'Forbidden',
    'is an LLM credential and must not be used as git credential',
  ],
  [
    'Claude Code without a credential',
    { spec: claude, secrets: new Map([['claude-credentials', missing]]) },
    'Failed',
    'SecretNotFound',
    'store one with: gastown secrets import-claude; nothing to save',
  ],
  [
    'a login of a wrong form',
    { spec: claude, secrets: new Map([['claude-credentials', withLogin({ problem: 'is not a JSON object' })]]) },
    'Failed',
    'CredentialRejected',
    "'.credentials.json' of the Secret claude-credentials is not a JSON object; nothing to save",
  ],
  [
    'a login that ends before the deadline',
    {
      spec: claude,
      secrets: new Map([['claude-credentials', withLogin({ expiresAt: Date.parse('2026-01-01T00:30:00Z') })]]),
    },
    'Failed',
    'CredentialExpired',
    'ends at 2026-01-01T00:30:00.000Z, before the deadline of 3600 s: import a newer login or, better, a one-year token',
  ],
  [
    'a branch in use',
    { others: { working: 1, ahead: 0, branchHolder: 'other' } },
    'Stuck',
    'BranchInUse',
    "polecat 'other' is using branch polecat/fix-it of the same repository",
  ],
  [
    'a full rig',
    { others: { working: 8, ahead: 0 } },
    'Pending',
    'RigFull',
    "rig 'athena' is at its limit of 8 running polecats",
  ],
  [
    'others that go first',
    { others: { working: 5, ahead: 3 } },
    'Pending',
    'RigFull',
    "rig 'athena' is at its limit of 8 running polecats",
  ],
]

const lost = {
  ...claimed(),
  phase: 'Failed' as const,
  reason: 'PushFailed' as const,
  message: 'not pushed',
  podActive: false,
  finishedAt: '2026-01-01T00:01:00Z',
  result: { saved: 'failed' as const },
}

test('work of the last attempt that is not on the remote stays known', () => {
  const next = plan(observed({ status: lost, spec: { attempt: 2 } })).status
  expect(next).toMatchObject({
    attempt: 2,
    unsaved: [{ attempt: 1, podName: 'fix-it-1a2b-1', message: 'not pushed' }],
  })
  expect(unsavedAttempts({ ...next, result: { saved: 'saved' } })).toHaveLength(1)
})

test('it stays known where the next attempt is refused, and where that has to wait after it', () => {
  const unsaved = [{ attempt: 1, podName: 'fix-it-1a2b-1', message: 'not pushed' }]
  const spec = { attempt: 2 }
  const refused = observed({ status: lost, spec, plan: { local: true } })
  const { status } = plan(refused)
  expect(status).toMatchObject({ attempt: 2, phase: 'Failed', branch: lost.branch, unsaved })
  expect(status.message).not.toContain('nothing to save')
  expect(unsavedWork({ ...refused.polecat, status })).toContain('attempt 1: not pushed')
  const changed = { spec, metadata: { generation: 2 } }
  const waiting = plan(observed({ ...changed, status, others: { working: 8, ahead: 0 } })).status
  expect(waiting).toMatchObject({ reason: 'RigFull', branch: lost.branch, unsaved })
  expect(unsavedWork({ ...refused.polecat, status: waiting })).toContain('attempt 1: not pushed')
  expect(plan(observed({ ...changed, status: waiting })).status).toMatchObject({ attempt: 2, unsaved })
})

describe('what keeps an attempt from starting', () => {
  test.for(admissions)('%s', ([, scene, phase, reason, message]) => {
    const planned = plan(observed(scene))
    expect(planned.actions).toEqual([])
    const status = statusOf(scene)
    expect(status).toMatchObject({ phase, reason })
    expect(status.message).toContain(message)
    expect(status.podName).toBeUndefined()
    expect(status.conditions?.find(({ type }) => type === 'Accepted')).toMatchObject({ status: 'False', reason })
  })

  test('all problems are named', () => {
    const { message } = statusOf(admissions[1]?.[1] ?? {})
    for (const field of ['spec.agentConfig.command', 'spec.kubernetes.workBranch', 'spec.kubernetes.gitRepository']) {
      expect(message).toContain(field)
    }
  })

  test('nothing is written twice', () => {
    for (const [, scene] of admissions) {
      const { status } = plan(observed(scene))
      expect(plan(observed({ ...scene, status, now: '2026-01-01T09:00:00Z' })).status).toEqual(status)
    }
  })
})

describe('healing', () => {
  test.for(admissions.filter(([, , phase]) => phase !== 'Failed'))('%s passes by itself', ([, scene]) => {
    const { status } = plan(observed(scene))
    expect(plan(observed({ status })).actions).toContainEqual({
      type: 'createAttempt',
      attempt: 1,
      gitSecret: undefined,
    })
  })

  test('what was refused waits for a change or a retry', () => {
    const { status } = plan(observed({ kubernetes: git, secrets: new Map([['deploy', missing]]) }))
    expect(status).toMatchObject({ attempt: 1, phase: 'Failed' })
    expect(plan(observed({ status })).actions).toEqual([])
    expect(plan(observed({ status, metadata: { generation: 2 } })).status).toMatchObject({
      attempt: 1,
      phase: 'Pending',
    })
    expect(plan(observed({ status, spec: { attempt: 2 } })).status).toMatchObject({ attempt: 2, phase: 'Pending' })
  })

  test('what was refused, was changed and then had to wait still starts', () => {
    const refused = plan(observed({ plan: { local: true } })).status
    const full = { others: { working: 8, ahead: 0 }, metadata: { generation: 2 } }
    const waiting = plan(observed({ ...full, status: refused })).status
    expect(waiting).toMatchObject({ phase: 'Pending', reason: 'RigFull', observedGeneration: 2 })
    expect(plan(observed({ metadata: { generation: 2 }, status: waiting })).status.podName).toBeDefined()
  })
})

describe('claiming', () => {
  test('finalizer, status, pod', () => {
    const planned = plan(observed({ spec: { beadID: 'at-1' }, now: '2026-01-01T00:00:02.500Z' }))
    expect(planned.actions).toEqual([
      { type: 'addFinalizer' },
      { type: 'createAttempt', attempt: 1, gitSecret: undefined },
    ])
    expect(planned.status).toMatchObject({
      phase: 'Pending',
      message: 'attempt 1 is starting',
      attempt: 1,
      podName: 'fix-it-1a2b-1',
      podActive: true,
      branch: 'polecat/fix-it',
      assignedBead: 'at-1',
      agent: 'custom',
      agentImage: 'agents:test',
      phases: [{ name: 'queued', seconds: 2.5 }],
      observedGeneration: 1,
    })
    expect(planned.status.podUID).toBeUndefined()
  })

  test('a finalizer that is there is not put there again', () => {
    const planned = plan(observed({ metadata: { finalizers: ['gastown.io/pods'] } }))
    expect(planned.actions).toEqual([{ type: 'createAttempt', attempt: 1, gitSecret: undefined }])
  })

  test('the usual git Secret serves where it exists', () => {
    const secrets = new Map([['git-credentials', found(['ssh-privatekey'])]])
    expect(plan(observed({ secrets })).actions).toContainEqual({
      type: 'createAttempt',
      attempt: 1,
      gitSecret: 'git-credentials',
    })
    const none = new Map([['git-credentials', missing]])
    expect(plan(observed({ secrets: none })).actions).toContainEqual({
      type: 'createAttempt',
      attempt: 1,
      gitSecret: undefined,
    })
  })

  test('a Secret that may not be read is left to the kubelet', () => {
    const secrets = new Map<string, SecretFacts>([['deploy', { state: 'unreadable' }]])
    expect(plan(observed({ kubernetes: git, secrets })).actions).toContainEqual({
      type: 'createAttempt',
      attempt: 1,
      gitSecret: 'deploy',
    })
  })

  test.for([
    [true, undefined, true],
    [true, 'true', false],
    [false, 'true', false],
  ] as const)('locally, with a sandbox %s and the agreement %s: sandboxed %s', ([sandboxed, agreed, expected]) => {
    const annotations = agreed === undefined ? {} : { 'gastown.io/unsandboxed': agreed }
    expect(plan(observed({ metadata: { annotations }, plan: { local: true, sandboxed } })).status.sandboxed).toBe(
      expected,
    )
  })

  test('a claim without a pod is carried on, also by another leader', () => {
    const status = { ...claimed(), podUID: undefined }
    expect(plan(observed({ status }))).toEqual({
      actions: [{ type: 'addFinalizer' }, { type: 'createAttempt', attempt: 1, gitSecret: undefined }],
      status,
      again: undefined,
    })
  })

  test('a retry drops what the earlier attempt told', () => {
    const status: PolecatStatus = {
      ...claimed(),
      phase: 'Failed',
      reason: 'AgentFailed',
      finishedAt: '2026-01-01T00:01:00Z',
      result: { saved: 'saved' },
      usage: { costBasis: 'unknown' },
      lastPush: { attempt: 1, commit: 'a'.repeat(40) },
    }
    expect(plan(observed({ status, spec: { attempt: 2 } })).status).toMatchObject({
      attempt: 2,
      lastPush: { attempt: 1, commit: 'a'.repeat(40) },
      podName: 'fix-it-1a2b-2',
    })
    const next = plan(observed({ status, spec: { attempt: 2 } })).status
    for (const field of ['result', 'usage', 'finishedAt', 'reason', 'podUID']) {
      expect(JSON.parse(JSON.stringify(next))).not.toHaveProperty(field)
    }
  })
})

describe('a server that will not make the pod', () => {
  const status = { ...claimed(), podUID: undefined }
  const refused = (kind: Refusal['kind'], problems: Refusal['problems'] = []) =>
    plan(observed({ status, refusal: { kind, message: 'no', problems } }))

  test('a quota is waited for', () => {
    const planned = refused('quota')
    expect(planned).toMatchObject({
      actions: [{ type: 'deleteAttemptObjects' }],
      status: { phase: 'Stuck', reason: 'QuotaExceeded', message: 'no' },
    })
    expect(planned.again).toEqual(new Date('2026-01-01T00:02:30Z'))
    expect(plan(observed({ status: planned.status })).actions).toContainEqual({
      type: 'createAttempt',
      attempt: 1,
      gitSecret: undefined,
    })
  })

  test.for([
    ['forbidden', 'Forbidden'],
    ['taken', 'Forbidden'],
    ['invalid', 'InvalidSpec'],
  ] as const)('%s ends the attempt', ([kind, reason]) => {
    const planned = refused(kind, [{ field: 'spec.x', message: 'bad' }])
    expect(planned.status).toMatchObject({
      phase: 'Failed',
      reason,
      message: 'no; spec.x: bad; nothing to save',
      attempt: 1,
    })
  })
})

describe('desired states without a pod', () => {
  test('Idle holds back, and goes on from there', () => {
    const idle = plan(observed({ spec: { desiredState: 'Idle' } }))
    expect(idle).toMatchObject({ actions: [], status: { phase: 'Idle' } })
    expect(plan(observed({ spec: { desiredState: 'Idle' }, status: idle.status })).status).toEqual(idle.status)
    expect(plan(observed({ status: idle.status })).status.podName).toBeDefined()
  })

  test('Terminated ends before it began', () => {
    const { status } = plan(observed({ spec: { desiredState: 'Terminated' } }))
    expect(status).toMatchObject({
      phase: 'Terminated',
      reason: 'Terminated',
      message: 'terminated before the agent started; nothing to save',
    })
    expect(plan(observed({ spec: { desiredState: 'Terminated' }, status })).status).toEqual(status)
  })

  test('Terminated ends a claim that has no pod yet', () => {
    const status = { ...claimed(), podUID: undefined }
    const planned = plan(observed({ spec: { desiredState: 'Terminated' }, status }))
    expect(planned).toMatchObject({ actions: [], status: { phase: 'Terminated', podActive: false } })
  })

  test('Terminated changes nothing about what is done', () => {
    const status: PolecatStatus = { ...claimed(), phase: 'Done', reason: 'Pushed', finishedAt: '2026-01-01T00:01:00Z' }
    expect(plan(observed({ spec: { desiredState: 'Terminated' }, status })).status).toEqual(status)
  })

  test('Terminated while another attempt is waited for keeps what was saved', () => {
    const status: PolecatStatus = {
      ...claimed(),
      phase: 'Pending',
      reason: 'AgentFailed',
      message: 'attempt 1: it failed; pushed 3 commits',
      finishedAt: '2026-01-01T00:01:00Z',
      result: { saved: 'saved' },
    }
    expect(plan(observed({ spec: { desiredState: 'Terminated' }, status })).status).toMatchObject({
      phase: 'Terminated',
      message: 'terminated on request; attempt 1: it failed; pushed 3 commits',
      result: { saved: 'saved' },
    })
  })
})

test('what of its rig is not applied is told, and refuses nothing', () => {
  const rig = {
    settings: { budget: { costUSDPerDay: 5 } },
    defaults: { agentConfig: { model: 'm' }, budget: { turns: 9 } },
  }
  const { status, actions } = plan(observed({ rig }))
  expect(actions.map(({ type }) => type)).toContain('createAttempt')
  const accepted = status.conditions?.find(({ type }) => type === 'Accepted')
  expect(accepted).toMatchObject({
    status: 'True',
    message: expect.stringMatching(/^not applied: rig athena: spec\.set/),
  })
  expect(accepted?.message).toContain('rig athena: spec.defaults.budget.turns: ')
  // The agent does not use it.
  expect(status.agentModel).toBeUndefined()
  expect(plan(observed()).status.conditions?.find(({ type }) => type === 'Accepted')?.message).toBeUndefined()
})
