import { get, mergePatch, post, put, type Cases, type Step } from '../case.ts'
import { aThing, group, maps, pods, polecats, rigs, things } from '../definitions.ts'

function spec(value: object): readonly Step[] {
  return [post(things, aThing('a', value))]
}

export const defaulting: Cases = {
  'fills in what is missing': spec({}),
  'keeps what is there': spec({ size: 'Large', nested: { depth: 1 } }),
  'fills in below what is there': spec({ nested: { inner: { key: 'x' } } }),
  'fills in each item of a list': spec({ parts: [{ name: 'a' }, { name: 'b', role: 'main' }] }),
  'replaces null': spec({ size: null }),
  'keeps null that is allowed': spec({ note: null }),
  'drops null that is not allowed': spec({ word: null, count: null, names: null }),
  'drops null in a list': spec({ names: ['na', null] }),
  'without a spec': [post(things, { ...aThing('a'), spec: undefined })],
  'at an update': [
    post(things, aThing('a', { size: 'Large' })),
    put(`${things}/a`, aThing('a', {}, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'after a patch removed it': [
    post(things, aThing('a', { size: 'Large' })),
    mergePatch(`${things}/a`, { spec: { size: null } }),
  ],
}

export const pruning: Cases = {
  'of an unknown field': spec({ other: 1, word: 'abc' }),
  'of an unknown field at the root': [post(things, { ...aThing('a'), other: { x: 1 } })],
  below: spec({ nested: { inner: { key: 'a', other: 'b' } } }),
  'in the items of a list': spec({ parts: [{ name: 'a', other: 1 }] }),
  'not where unknown fields are kept': spec({ free: { anything: { goes: [1, 'a', null] } } }),
  'not in a map': spec({ labels: { any: 'x' } }),
  'of metadata': [post(things, aThing('a', {}, { other: 'x' }))],
  'of a built-in kind': [post(maps, { metadata: { name: 'a', other: 1 }, data: { a: 'b' }, other: 2 })],
  'at an update': [
    post(things, aThing('a')),
    put(`${things}/a`, aThing('a', { other: 1 }, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'in a patch': [post(things, aThing('a')), mergePatch(`${things}/a`, { spec: { other: 1, count: 2 } })],
}

export const validation: Cases = {
  'a text that is too short': spec({ word: 'a' }),
  'a text that is too long': spec({ word: 'abcdef' }),
  'a text that does not match': spec({ word: 'ABC' }),
  'a text that is too short and does not match': spec({ word: 'A' }),
  'a text for a number': spec({ count: '5' }),
  'a number for a text': spec({ word: 5 }),
  'a fraction for an integer': spec({ count: 1.5 }),
  'a whole number written as a fraction': [
    post(things, `{"apiVersion":"${group}/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":5.0}}`),
  ],
  'a whole number written with an exponent': [
    post(things, `{"apiVersion":"${group}/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":1e1}}`),
  ],
  'a number that is too small': spec({ count: 0 }),
  'a number that is too large': spec({ count: 101 }),
  'a number that is no multiple': spec({ ratio: 0.3 }),
  'a number at an excluded bound': spec({ ratio: 0 }),
  'a text for a truth value': spec({ on: 'true' }),
  'a word that is not in the list': spec({ size: 'Huge' }),
  'a list for an object': spec({ nested: [] }),
  'an object for a list': spec({ names: {} }),
  'a list that is too long': spec({ names: ['na', 'nb', 'nc', 'nd'] }),
  'a list that is too short': spec({ parts: [] }),
  'an item of another type': spec({ names: ['na', 5] }),
  'an item that is too long': spec({ names: ['n'.repeat(11)] }),
  'a map with too many keys': spec({ labels: { a: '1', b: '2', c: '3' } }),
  'a map value that is too long': spec({ labels: { a: '1234' } }),
  'a map value of another type': spec({ labels: { a: 1 } }),
  'a required field that is missing': spec({ nested: { inner: {} } }),
  'a required field of an item that is missing': spec({ parts: [{ role: 'x' }] }),
  'a key that stands twice': spec({ parts: [{ name: 'a' }, { name: 'a' }] }),
  'an item of a set that stands twice': spec({ tags: ['a', 'b', 'a'] }),
  'a date that is none': spec({ when: 'yesterday' }),
  'a date': spec({ when: '2001-02-03T04:05:06Z' }),
  'an integer or a text': [post(things, aThing('a', { port: 80 })), post(things, aThing('b', { port: 'http' }))],
  'neither an integer nor a text': spec({ port: 1.5 }),
  'a truth value for an integer or a text': spec({ port: true }),
  'a spec that is a text': [post(things, { ...aThing('a'), spec: 'x' })],
  'everything at once': spec({ word: 'A', count: 0, size: 'Huge', names: 'x', ratio: 0.3, parts: [], on: 1 }),
  'of an update': [
    post(things, aThing('a')),
    put(`${things}/a`, aThing('a', { count: 0 }, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'of a patch': [post(things, aThing('a')), mergePatch(`${things}/a`, { spec: { count: 0 } })],
  'a pod without containers': [post(pods, { metadata: { name: 'a' }, spec: { containers: [] } })],
  'a pod without a spec': [post(pods, { metadata: { name: 'a' } })],
  'a pod whose containers have one name': [
    post(pods, {
      metadata: { name: 'a' },
      spec: {
        containers: [
          { name: 'c', image: 'x' },
          { name: 'c', image: 'y' },
        ],
      },
    }),
  ],
  'a pod whose container has no image': [
    post(pods, { metadata: { name: 'a' }, spec: { containers: [{ name: 'c' }] } }),
  ],
  'a pod whose mount names no volume': [
    post(pods, {
      metadata: { name: 'a' },
      spec: {
        automountServiceAccountToken: false,
        containers: [{ name: 'c', image: 'x', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
      },
    }),
  ],
  'a pod of an unknown restart policy': [
    post(pods, {
      metadata: { name: 'a' },
      spec: { restartPolicy: 'Sometimes', containers: [{ name: 'c', image: 'x' }] },
    }),
  ],
}

export const rules: Cases = {
  'a rule that does not hold': spec({ word: 'bad' }),
  'a rule with a message of its own making': spec({ count: 60 }),
  'a rule without a message': spec({ names: ['na', 'x'] }),
  'several rules': spec({ word: 'bad', count: 60 }),
  'rules are not tried on what is invalid': spec({ word: 'bad', size: 'Huge' }),
  'a transition': [
    post(things, aThing('a', { fixed: 'x' })),
    mergePatch(`${things}/a`, { spec: { fixed: 'y' } }),
    mergePatch(`${things}/a`, { spec: { fixed: null } }),
    mergePatch(`${things}/a`, { spec: { count: 3 } }),
  ],
  'a transition is not tried at creation': spec({ fixed: 'x' }),
}

function aPolecat(name: string, more: object = {}, kubernetes: object = {}): object {
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'Polecat',
    metadata: { name },
    spec: {
      rig: 'athena',
      taskDescription: 'Say hello.',
      desiredState: 'Working',
      executionMode: 'kubernetes',
      agent: 'claude-code',
      kubernetes: {
        gitRepository: 'git@example.test:athena.git',
        gitSecretRef: { name: 'git-credentials' },
        apiKeySecretRef: { name: 'claude-credentials', key: 'api-key' },
        activeDeadlineSeconds: 3600,
        ...kubernetes,
      },
      ...more,
    },
  }
}

function polecat(more: object = {}, kubernetes: object = {}): readonly Step[] {
  return [post(polecats, aPolecat('a', more, kubernetes))]
}

const changed = (change: object): readonly Step[] => [
  post(polecats, aPolecat('a')),
  mergePatch(`${polecats}/a/status`, { status: { phase: 'Working', attempt: 1, podName: 'a-1' } }),
  mergePatch(`${polecats}/a`, { spec: change }),
]

export const ourRules: Cases = {
  'a polecat': polecat(),
  'a polecat with two credentials': polecat({}, { claudeCredsSecretRef: { name: 'c' } }),
  'a polecat that pushes to its base branch': polecat({}, { gitBranch: 'main', workBranch: 'main' }),
  'a polecat with a long name': [post(polecats, aPolecat('a'.repeat(53)))],
  'a polecat whose name is no label': [post(polecats, aPolecat('a.b'))],
  'a polecat of an unknown agent': polecat({ agent: 'nobody' }),
  'a custom polecat without a command': polecat({ agent: 'custom' }),
  'a custom polecat with a command': polecat({ agent: 'custom', agentConfig: { command: ['true'] } }),
  'a polecat with a short deadline': polecat({}, { activeDeadlineSeconds: 5 }),
  'a polecat with a long deadline': polecat({}, { activeDeadlineSeconds: 99_999 }),
  'a polecat without a deadline': polecat({}, { activeDeadlineSeconds: null }),
  'a polecat whose task is too long': polecat({ taskDescription: 'ä'.repeat(140_000) }),
  'a polecat with an unknown field': polecat({ bead: 'x' }),
  'a polecat without a rig': polecat({ rig: null }),
  'a polecat with a temperature': polecat({ agentConfig: { temperature: 0.25 } }),
  'a polecat of negative money': polecat({ budget: { costUSD: -1 } }),
  'a polecat whose secret lies elsewhere': polecat({}, { gitSecretRef: { name: 'A B' } }),
  'at work, another task': changed({ taskDescription: 'Another.' }),
  'at work, another branch': changed({ kubernetes: { gitBranch: 'other' } }),
  'at work, another state': changed({ desiredState: 'Terminated' }),
  'at work, another priority': changed({ priority: 5 }),
  'at work, ciChanges allowed': changed({ ciChanges: 'allow' }),
  'a status of an unknown phase': [
    post(polecats, aPolecat('a')),
    mergePatch(`${polecats}/a/status`, { status: { phase: 'Lost' } }),
  ],
  'a rig': [
    post(rigs, {
      apiVersion: `${group}/v1alpha1`,
      kind: 'Rig',
      metadata: { name: 'contract-rig' },
      spec: { gitURL: 'git@example.test:a.git', beadsPrefix: 'ath' },
    }),
    get(`${rigs}/contract-rig`),
  ],
  'a rig with a bad prefix': [
    post(rigs, {
      apiVersion: `${group}/v1alpha1`,
      kind: 'Rig',
      metadata: { name: 'contract-rig' },
      spec: { gitURL: 'git@example.test:a.git', beadsPrefix: 'A1' },
    }),
  ],
  'a rig without anything': [
    post(rigs, { apiVersion: `${group}/v1alpha1`, kind: 'Rig', metadata: { name: 'contract-rig' }, spec: {} }),
  ],
}

const strict = 'fieldValidation=Strict'
const twice = `{"apiVersion":"${group}/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":1,"count":2,"other":1}}`

export const fieldValidation: Cases = {
  'strict: an unknown field': [post(`${things}?${strict}`, aThing('a', { other: 1 }))],
  'strict: several, one in metadata': [
    post(`${things}?${strict}`, { ...aThing('a', { other: 1 }, { more: 2 }), third: 3 }),
  ],
  'strict: of a built-in kind': [post(`${maps}?${strict}`, { metadata: { name: 'a', x: 1 }, other: 2 })],
  'strict: a field that stands twice': [post(`${things}?${strict}`, twice)],
  'strict: a field of a built-in kind that stands twice': [
    post(`${maps}?${strict}`, '{"metadata":{"name":"a"},"data":{"a":"1"},"data":{"b":"2"}}'),
  ],
  'strict: in YAML': [
    post(`${maps}?${strict}`, 'metadata: {name: a}\ndata: {a: "1"}\nother: 2\n', {
      'content-type': 'application/yaml',
    }),
  ],
  'strict: a field that stands twice in YAML': [
    post(`${maps}?${strict}`, 'metadata: {name: a}\ndata:\n  a: "1"\n  a: "2"\n', {
      'content-type': 'application/yaml',
    }),
  ],
  'strict: nothing wrong': [post(`${things}?${strict}`, aThing('a', { word: 'abc' }))],
  'warn: an unknown field': [post(`${things}?fieldValidation=Warn`, aThing('a', { other: 1 }))],
  'warn: a field that stands twice': [post(`${things}?fieldValidation=Warn`, twice)],
  'ignore: an unknown field': [post(`${things}?fieldValidation=Ignore`, aThing('a', { other: 1 }))],
  'ignore: a field that stands twice': [post(`${things}?fieldValidation=Ignore`, twice)],
  'of an unknown kind': [post(`${things}?fieldValidation=Loose`, aThing('a'))],
  'strict: an update': [
    post(things, aThing('a')),
    put(`${things}/a?${strict}`, aThing('a', { other: 1 }, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'strict: a merge patch': [post(things, aThing('a')), mergePatch(`${things}/a?${strict}`, { spec: { other: 1 } })],
  'strict: a merge patch of a built-in kind': [
    post(maps, { metadata: { name: 'a' } }),
    mergePatch(`${maps}/a?${strict}`, { other: 1 }),
  ],
  'strict: a patch with a field that stands twice': [
    post(things, aThing('a')),
    mergePatch(`${things}/a?${strict}`, '{"spec":{"count":1,"count":2}}'),
  ],
}
