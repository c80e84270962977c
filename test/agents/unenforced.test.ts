/** Nothing is accepted that nothing enforces: every field of both specs changes something, or is refused or told of. */
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runProblems } from '../../src/agents/run-problems.ts'
import { runnableAgents } from '../../src/agents/table.ts'
import { unenforced } from '../../src/agents/unenforced.ts'
import { commandAgent } from '../../src/polecat/agent.ts'
import { polecatSpec } from '../../src/polecat/schema.ts'
import { knownFields } from '../../src/polecat/validate/schema-fields.ts'
import { rigSpec } from '../../src/rig/schema.ts'
import { given, rendered } from '../pod/an-attempt.ts'
import { aRun } from './a-run.ts'

type Value = string | number | boolean | object
/** A value that is not the default, and who reads it: the pod, a file of ours, or nobody. */
type Reader = readonly [value: Value, reader: 'pod' | 'refused' | `${string}.ts`]

const settings: Readonly<Record<string, Reader>> = {
  rig: ['sparta', 'pod'],
  beadID: ['at-1', 'pod'],
  taskDescription: ['Another.', 'pod'],
  desiredState: ['Idle', 'attempt/next-attempt.ts'],
  // Has one value.
  executionMode: ['kubernetes', 'polecat/schema.ts'],
  attempt: [2, 'attempt/next-attempt.ts'],
  agent: ['custom', 'pod'],
  'agentConfig.provider': ['other', 'pod'],
  'agentConfig.model': ['m', 'pod'],
  'agentConfig.maxTokens': [10, 'pod'],
  'agentConfig.temperature': [0.5, 'pod'],
  'agentConfig.endpoint': ['https://llm.example', 'pod'],
  'agentConfig.command': [['true'], 'agents/custom.ts'],
  'agentConfig.args': [['--verbose'], 'pod'],
  'agentConfig.env': [[{ name: 'A', value: 'b' }], 'pod'],
  'kubernetes.gitRepository': ['https://git.example/other', 'pod'],
  'kubernetes.gitBranch': ['dev', 'pod'],
  'kubernetes.workBranch': ['w', 'pod'],
  'kubernetes.gitSecretRef.name': ['g', 'attempt/secrets.ts'],
  'kubernetes.apiKeySecretRef.name': ['keys', 'pod'],
  'kubernetes.apiKeySecretRef.key': ['k', 'pod'],
  'kubernetes.claudeCredsSecretRef.name': ['c', 'pod'],
  'kubernetes.activeDeadlineSeconds': [600, 'pod'],
  'kubernetes.resources.requests.cpu': ['100m', 'pod'],
  'kubernetes.resources.requests.memory': ['900Mi', 'pod'],
  'kubernetes.resources.requests.ephemeral-storage': ['1Gi', 'pod'],
  'kubernetes.resources.limits.cpu': ['7', 'pod'],
  'kubernetes.resources.limits.memory': ['7Gi', 'pod'],
  'kubernetes.resources.limits.ephemeral-storage': ['7Gi', 'pod'],
  'kubernetes.image': ['i', 'pod'],
  'kubernetes.env': [[{ name: 'A', value: 'b' }], 'pod'],
  'kubernetes.nodeSelector': [{ a: 'b' }, 'pod'],
  'kubernetes.tolerations': [[{ key: 'a' }], 'pod'],
  'kubernetes.runtimeClassName': ['gvisor', 'pod'],
  'kubernetes.sshKnownHostsConfigMapRef.name': ['hosts', 'pod'],
  'kubernetes.author.name': ['A', 'pod'],
  'kubernetes.author.email': ['a@b', 'pod'],
  'kubernetes.submodules': [true, 'pod'],
  'kubernetes.lfs': [true, 'pod'],
  'kubernetes.cloneDepth': [5, 'pod'],
  'kubernetes.checkpointSeconds': [30, 'pod'],
  'kubernetes.checkpointTo': ['branch', 'pod'],
  'kubernetes.rescueNamespace': ['refs/other', 'pod'],
  uncommitted: ['rescue', 'pod'],
  ciChanges: ['allow', 'pod'],
  'budget.costUSD': [1, 'pod'],
  'budget.tokens': [1000, 'refused'],
  'budget.turns': [3, 'pod'],
  'budget.idleSeconds': [600, 'refused'],
  'budget.onRateLimit': ['stop', 'refused'],
  maxAttempts: [3, 'attempt/next-attempt.ts'],
  priority: [3, 'operator/cache/standing.ts'],
  ttlSecondsAfterFinished: [60, 'operator/plan/clean.ts'],
}

const rigSettings: Readonly<Record<string, Reader>> = {
  gitURL: ['https://git.example/another', 'pod'],
  beadsPrefix: ['xy', 'create/draft-polecats.ts'],
  'settings.namepoolTheme': ['stars', 'create/draft-polecats.ts'],
  'settings.maxPolecats': [2, 'operator/plan/admit.ts'],
  'settings.budget.costUSDPerDay': [10, 'refused'],
  'settings.preamble': ['Be brief.', 'pod'],
  'settings.ceilings.budget.costUSD': [1, 'pod'],
  'settings.ceilings.budget.tokens': [1000, 'refused'],
  'settings.ceilings.budget.turns': [3, 'pod'],
  'settings.ceilings.budget.idleSeconds': [600, 'refused'],
  'settings.ceilings.budget.onRateLimit': ['stop', 'refused'],
  'settings.ceilings.activeDeadlineSeconds': [600, 'polecat/validate/problems.ts'],
  podTemplate: [{ spec: { priorityClassName: 'low' } }, 'pod'],
}

const where = { local: false }

const claude = { agent: 'claude-code', agentConfig: undefined }
const bare = { spec: claude, kubernetes: { apiKeySecretRef: { name: 'usual' } } }

describe.for([
  ["a polecat's", polecatSpec, settings, polecatWith, 'own', 'spec.'],
  ["a rig's", rigSpec, rigSettings, rigWith, 'ofRig', 'rig athena: spec.'],
] as const)('%s fields', ([, schema, table, sceneOf, whose, prefix]) => {
  const paths = (reader: (reader: string) => boolean) =>
    Object.keys(table).filter((path) => reader(table[path]?.[1] ?? ''))
  const sceneAt = (path: string) => sceneOf(path, table[path]?.[0] ?? '')
  const told = (path: string) => {
    const { polecat, rig } = given(sceneAt(path))
    return unenforced(polecat, rig, where)[whose].map(({ field }) => field)
  }

  test('are all in the table', () => expect(leaves(schema).filter(isOwn)).toEqual(Object.keys(table)))

  test.for(paths((reader) => reader === 'pod'))('%s changes the pod', (path) => {
    expect(rendered(sceneAt(path))).not.toEqual(rendered(bare))
    expect(told(path)).toEqual([])
  })

  test.for(paths((reader) => reader.endsWith('.ts')))('%s is read', (path) => {
    const [, file = ''] = table[path] ?? []
    expect(readFileSync(fileURLToPath(new URL(`../../src/${file}`, import.meta.url)), 'utf8')).toMatch(nameOf(path))
    expect(told(path)).toEqual([])
  })

  test.for(paths((reader) => reader === 'refused'))('%s is not applied, and that is said', (path) => {
    expect(told(path)).toEqual([`${prefix}${path}`])
  })
})

test('what a rig says is never a reason to refuse its polecats', () => {
  for (const [path, [value]] of Object.entries(rigSettings)) {
    const { polecat, rig } = given(rigWith(path, value))
    expect(unenforced(polecat, rig, where).own).toEqual([])
  }
})

function polecatWith(path: string, value: Value) {
  const { kubernetes, ...spec }: { kubernetes?: object } = at(path, value)
  const usual = path.includes('claudeCreds') ? {} : bare.kubernetes
  // Another agent than the usual one needs a command.
  const agent = path === 'agent' ? { agentConfig: { command: ['true'] } } : {}
  return { spec: { ...claude, ...agent, ...spec }, kubernetes: { ...usual, ...kubernetes } }
}

function rigWith(path: string, value: Value) {
  return { ...bare, rig: at(path, value) }
}

/** A rig's defaults are fields of a polecat. */
function isOwn(path: string): boolean {
  return !path.startsWith('defaults.')
}

/** As the field of the spec, or of what is resolved of it. */
function nameOf(path: string): RegExp {
  const name =
    path
      .replace(/\.name$/, '')
      .split('.')
      .at(-1) ?? ''
  return new RegExp(`\\b${name.replace(/SecretRef$/, 'Secret')}`)
}

const values = {
  agentConfig: fc.record(
    {
      provider: fc.constant('p'),
      model: fc.constant('m'),
      maxTokens: fc.constant(5),
      temperature: fc.constant(0.5),
      endpoint: fc.constant('https://llm.example'),
      args: fc.constant(['x']),
      env: fc.constant([{ name: 'A', value: 'b' }]),
    },
    { requiredKeys: [] },
  ),
  budget: fc.record(
    {
      costUSD: fc.constant(2),
      tokens: fc.constant(9),
      turns: fc.constant(3),
      idleSeconds: fc.constant(60),
      onRateLimit: fc.constantFrom('wait', 'stop'),
    },
    { requiredKeys: [] },
  ),
}

describe.for(runnableAgents)('$name', (agent) => {
  const custom = agent.name === commandAgent ? { command: ['true'] } : {}

  test('is refused exactly what it neither honours nor enforces, whatever else is set', () =>
    fc.assert(
      fc.property(values.agentConfig, values.budget, (agentConfig, budget) => {
        const { polecat, rig } = given({
          spec: { agent: agent.name, agentConfig: { ...agentConfig, ...custom }, budget },
        })
        const fields = runProblems(polecat, rig, where).map(({ field }) => field)
        const unknown = Object.keys(agentConfig).filter((key) => !agent.honours.includes(key as never))
        const unlimited = Object.keys(budget).filter((key) => !agent.enforces.includes(key as never))
        expect(fields.toSorted()).toEqual(
          [
            ...unknown.map((key) => `spec.agentConfig.${key}`),
            ...unlimited.map((key) => `spec.budget.${key}`),
          ].toSorted(),
        )
      }),
    ))

  test.for(['model', 'maxTokens', 'temperature', 'endpoint', 'args'] as const)(
    '%s: what it says it honours, it does',
    (key) => {
      const [config] = fc.sample(
        values.agentConfig.filter((one) => one[key] !== undefined),
        { numRuns: 1, seed: 1 },
      )
      const told = (more: object) => {
        const run = aRun({ config: { ...custom, ...more } })
        return JSON.stringify([agent.argv(run), agent.env(run)])
      }
      expect(told({ [key]: config?.[key] }) !== told({})).toBe(agent.honours.includes(key))
    },
  )

  test.for(['costUSD', 'tokens', 'turns', 'idleSeconds'] as const)(
    '%s: what it says it enforces, it is told',
    (key) => {
      const told = (budget: object) => {
        const run = aRun({ config: custom, budget })
        return JSON.stringify([agent.argv(run), agent.env(run)])
      }
      expect(told({ [key]: 7 }) !== told({})).toBe(agent.enforces.includes(key))
    },
  )
})

test("a rig's runtime class is told of in local mode, a polecat's own is refused there", () => {
  const rig = { defaults: { kubernetes: { runtimeClassName: 'gvisor' } } }
  expect(countsOf({ rig }, true)).toEqual([0, 1])
  expect(countsOf({ kubernetes: { runtimeClassName: 'gvisor' } }, true)).toEqual([1, 0])
  expect(countsOf({ rig, kubernetes: { runtimeClassName: 'gvisor' } }, false)).toEqual([0, 0])
})

function leaves(root: Parameters<typeof knownFields>[0], path: readonly string[] = []): string[] {
  const fields = Object.keys(knownFields(root, path))
  return fields.length === 0 ? [path.join('.')] : fields.flatMap((name) => leaves(root, [...path, name]))
}

/** Fields that come with others only. */
const companions: Readonly<Record<string, object>> = {
  'kubernetes.apiKeySecretRef.key': { name: 'usual' },
  'kubernetes.author.name': { email: 'fix-it@gastown.invalid' },
  'kubernetes.author.email': { name: 'gastown polecat fix-it' },
}

function at(path: string, value: Value): object {
  const [last = '', ...outer] = path.split('.').toReversed()
  const part = { ...companions[path], [last]: value }
  return outer.reduce<object>((inner, step) => ({ [step]: inner }), part)
}

function countsOf(scene: object, local: boolean): number[] {
  const { polecat, rig } = given({ ...bare, ...scene })
  const { own, ofRig } = unenforced(polecat, rig, { local })
  return [own.length, ofRig.length]
}
