import { expect, test } from 'vitest'
import type { V1Container } from '../../../src/kube/wire.ts'
import type { ReadObject } from '../../../src/kubelet/pod/pod-objects.ts'
import { readPod } from '../../../src/kubelet/pod/pod-spec.ts'
import { specEnvironment } from '../../../src/kubelet/run/environment.ts'

const pod = readPod({
  metadata: {
    namespace: 'gastown',
    name: 'toast',
    uid: 'u-1',
    labels: { b: '2', a: 'one "quoted"' },
    annotations: { 'gastown.io/stop': 'line\nline' },
  },
})

const objects: Record<string, Record<string, string>> = {
  'secret/token': { TOKEN: 'sécret', EMPTY: '' },
  'configmap/settings': { TOKEN: 'other', MODE: 'fast' },
}

const read: ReadObject = async (kind, name) => {
  const found = objects[`${kind}/${name}`]
  return found && new Map(Object.entries(found).map(([key, value]) => [key, Buffer.from(value)]))
}

const variables = async (container: Omit<V1Container, 'name'>) =>
  Object.fromEntries(await specEnvironment(pod, { name: 'agent', ...container }, read))

const fromField = (fieldPath: string) => ({ env: [{ name: 'X', valueFrom: { fieldRef: { fieldPath } } }] })
const secretKey = (name: string, key: string, optional?: boolean) => ({
  env: [{ name: 'X', valueFrom: { secretKeyRef: { name, key, optional } } }],
})

test.each<[string, Omit<V1Container, 'name'>, Record<string, string>]>([
  ['nothing', {}, {}],
  ['a variable without a value', { env: [{ name: 'X' }] }, { X: '' }],
  [
    'earlier variables only',
    {
      env: [
        { name: 'A', value: '$(B)' },
        { name: 'B', value: 'b' },
        { name: 'C', value: '$(A)-$(B)-$$(B)' },
      ],
    },
    { A: '$(B)', B: 'b', C: '$(B)-b-$(B)' },
  ],
  ['the last of two', { env: ['1', '2'].map((value) => ({ name: 'X', value })) }, { X: '2' }],
  [
    'a later source over an earlier one',
    { envFrom: [{ secretRef: { name: 'token' } }, { configMapRef: { name: 'settings' } }] },
    { TOKEN: 'other', EMPTY: '', MODE: 'fast' },
  ],
  [
    'env over envFrom, and with what that gives',
    { envFrom: [{ configMapRef: { name: 'settings' } }], env: [{ name: 'MODE', value: 'very $(MODE)' }] },
    { TOKEN: 'other', MODE: 'very fast' },
  ],
  [
    'a prefix',
    { envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }] },
    { P_TOKEN: 'other', P_MODE: 'fast' },
  ],
  ['nothing of what may be missing', { envFrom: [{ secretRef: { name: 'none', optional: true } }] }, {}],
  ['a key of a Secret', secretKey('token', 'TOKEN'), { X: 'sécret' }],
  ['an empty key of a Secret', secretKey('token', 'EMPTY'), { X: '' }],
  ['no variable for a key that may be missing', secretKey('token', 'NONE', true), {}],
  ['no variable for a Secret that may be missing', secretKey('none', 'NONE', true), {}],
  ['its name', fromField('metadata.name'), { X: 'toast' }],
  ['its namespace', fromField('metadata.namespace'), { X: 'gastown' }],
  ['its uid', fromField('metadata.uid'), { X: 'u-1' }],
  ['its address', fromField('status.podIP'), { X: '127.0.0.1' }],
  ['a label', fromField("metadata.labels['b']"), { X: '2' }],
  ['a label that is not set', fromField("metadata.labels['c']"), { X: '' }],
  ['an annotation', fromField("metadata.annotations['gastown.io/stop']"), { X: 'line\nline' }],
  ['all labels, in order', fromField('metadata.labels'), { X: 'a="one \\"quoted\\""\nb="2"' }],
  ['all annotations', fromField('metadata.annotations'), { X: 'gastown.io/stop="line\\nline"' }],
])('a container gets %s', async (_title, container, expected) => {
  expect(await variables(container)).toEqual(expected)
})

test.each(['constructor', 'toString', '__proto__'])('a label called %s that is not set is empty', async (label) => {
  expect(await variables(fromField(`metadata.labels['${label}']`))).toEqual({ X: '' })
})

test.each<[Omit<V1Container, 'name'>, string]>([
  [{ envFrom: [{ secretRef: { name: 'none' } }] }, 'secret "none" not found'],
  [{ envFrom: [{ configMapRef: { name: 'none' } }] }, 'configmap "none" not found'],
  [secretKey('none', 'TOKEN'), 'secret "none" not found'],
  [secretKey('token', 'NONE'), "couldn't find key NONE in Secret gastown/token"],
  [
    { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'NONE' } } }] },
    "couldn't find key NONE in ConfigMap gastown/settings",
  ],
  [fromField('spec.nodeName'), 'environment variable X asks for field spec.nodeName that local mode does not have'],
  [fromField("metadata.labels['']"), "environment variable X asks for field metadata.labels['']"],
  [
    { env: [{ name: 'X', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] },
    'environment variable X asks for a source that local mode does not have',
  ],
])('%j waits, and its pod says why', async (container, message) => {
  await expect(variables(container)).rejects.toMatchObject({
    reason: 'CreateContainerConfigError',
    message: expect.stringContaining(message) as string,
  })
})
