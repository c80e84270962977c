import { expect, test } from 'vitest'
import { specProblems } from '../../../src/polecat/validate/problems.ts'
import { aPolecat, aRig } from '../../support/a-polecat.ts'

const cluster = { local: false }
const key = { name: 'k' }

test('nothing is wrong with a plain polecat', () => {
  expect(specProblems(aPolecat(), aRig(), cluster)).toEqual([])
  expect(specProblems(aPolecat({ beadID: 'at-1234' }), aRig(), cluster)).toEqual([])
})

test.each<[string, object, object, object, string]>([
  ['work = base by default', {}, { workBranch: 'main' }, {}, 'spec.kubernetes.workBranch: expected another branch'],
  [
    "work = base by the rig's default",
    {},
    { workBranch: 'trunk' },
    { defaults: { kubernetes: { gitBranch: 'trunk' } } },
    "spec.kubernetes.workBranch: expected another branch than the base branch; both are 'trunk'",
  ],
  ['custom without command', { agent: 'custom' }, {}, {}, 'spec.agentConfig.command: the custom agent needs a command'],
  ['custom by the rig', {}, {}, { defaults: { agent: 'custom' } }, 'the custom agent needs a command; found none'],
  [
    'command of another agent',
    { agentConfig: { command: ['sh'] } },
    {},
    {},
    'spec.agentConfig.command: only the custom agent takes a command; the agent is claude-code',
  ],
  [
    'two credentials',
    {},
    { apiKeySecretRef: key, claudeCredsSecretRef: key },
    {},
    'expected at most one LLM credential',
  ],
  ['branch', {}, { workBranch: 'a..b' }, {}, "the branch 'a..b' contains '..', which git does not allow"],
  ['base branch', {}, { gitBranch: '-x' }, {}, "the branch '-x' begins with '-'"],
  [
    'deadline',
    {},
    {},
    { settings: { ceilings: { activeDeadlineSeconds: 1800 } } },
    "spec.kubernetes.activeDeadlineSeconds: expected at most 1800, the rig's ceiling; found 3600",
  ],
  ['path on a cluster', {}, { gitRepository: '/srv/x.git' }, {}, 'only local mode can reach'],
  ["the rig's URL", {}, {}, { gitURL: 'ext::sh -c x' }, 'rig athena: spec.gitURL: the URL contains a space'],
  ['bead', { beadID: 'x y' }, {}, {}, "spec.beadID: expected a bead such as 'at-1234'; found 'x y'"],
  ['blank task', { taskDescription: ' \n' }, {}, {}, 'spec.taskDescription: expected a task; found only white space'],
  [
    'requests',
    {},
    { resources: { requests: { cpu: '3' }, limits: { cpu: '2500m' } } },
    {},
    'spec.kubernetes.resources.requests.cpu: expected at most the limit, 2500m; found 3',
  ],
  [
    'rescue refs among branches',
    { ciChanges: 'allow' },
    { rescueNamespace: 'refs/heads' },
    {},
    'would put rescue refs among your own',
  ],
  ['rescue refs that open reviews', {}, { rescueNamespace: 'refs/for/gastown' }, {}, 'is one that Gerrit uses itself'],
  [
    'rescue refs that start CI',
    {},
    { rescueNamespace: 'refs/heads/gastown' },
    {},
    'spec.kubernetes.rescueNamespace: hosts start CI for what is pushed to refs/heads/gastown',
  ],
  [
    "rescue refs that start CI by the rig's default",
    {},
    {},
    { defaults: { kubernetes: { rescueNamespace: 'refs/Tags/gastown' } } },
    'rig athena: spec.defaults.kubernetes.rescueNamespace: hosts start CI',
  ],
  ['env twice', {}, { env: [{ name: 'A' }, { name: 'A' }] }, {}, "spec.kubernetes.env[1].name: 'A' is set twice"],
])('%s', (_, spec, kubernetes, rigSpec, expected) => {
  const problems = specProblems(aPolecat(spec, kubernetes), aRig(rigSpec), cluster)
  expect(problems.map(({ field, message }) => `${field}: ${message}`)).toEqual([expect.stringContaining(expected)])
})

test('all problems are told at once', () => {
  const polecat = aPolecat({ agent: 'custom' }, { workBranch: 'main', gitRepository: 'ftp://x/y' }, 'Big')
  expect(specProblems(polecat, aRig(), cluster).map(({ field }) => field)).toEqual([
    'metadata.name',
    'spec.agentConfig.command',
    'spec.kubernetes.workBranch',
    'spec.kubernetes.gitRepository',
  ])
})

test('rescue refs may be branches where changes of CI are allowed', () => {
  const polecat = aPolecat({ ciChanges: 'allow' }, { rescueNamespace: 'refs/heads/gastown' })
  expect(specProblems(polecat, aRig(), cluster)).toEqual([])
})
