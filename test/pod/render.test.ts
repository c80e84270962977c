import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { V1Container } from '../../src/kube/wire.ts'
import { attemptSettings } from '../../src/saving/settings.ts'
import { rendered, type Given, uid } from './an-attempt.ts'

const everything: Given = {
  spec: {
    beadID: 'at-1234',
    taskDescription: 'Say "hi", `date`, $(touch X), $(HOME)\n--and ✨\n',
    agentConfig: {
      provider: 'openai',
      command: ['sh', '-c', 'echo "$(id)" $$ $(HOME)'],
      args: ['$(HOME)', '--', "it's"],
      env: [{ name: 'PRICE', value: '$5 for $(HOME)' }],
    },
    uncommitted: 'rescue',
  },
  kubernetes: {
    workBranch: 'feature/x',
    apiKeySecretRef: { name: 'openai-credentials', key: 'key' },
    sshKnownHostsConfigMapRef: { name: 'hosts' },
    image: 'agents:own',
    env: [
      { name: 'HOME', value: '/elsewhere' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'other', key: 'token' } } },
    ],
    nodeSelector: { 'kubernetes.io/arch': 'amd64' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'ai', effect: 'NoSchedule' }],
    runtimeClassName: 'gvisor',
    checkpointSeconds: 5,
    rescueNamespace: 'refs/heads/gastown',
  },
  options: { gitSecret: 'git-credentials' },
  attempt: 3,
}

const cases: Record<string, Given> = {
  plain: { options: { gitSecret: 'git-credentials' } },
  everything,
  local: {
    options: { local: true },
    kubernetes: { gitRepository: '/srv/athena.git' },
    metadata: { annotations: { 'gastown.io/path': '/usr/bin:/bin', 'gastown.io/unsandboxed': 'true', other: 'x' } },
  },
  claude: {
    options: { gitSecret: 'git-credentials' },
    spec: {
      agent: 'claude-code',
      agentConfig: { model: 'claude-sonnet-4-20250514', temperature: 0.2 },
      budget: { costUSD: 5, turns: 50 },
    },
    kubernetes: { apiKeySecretRef: { name: 'claude-credentials' } },
  },
  openshift: { options: { openshiftUidRange: true }, spec: { beadID: 'not a label: ' + 'x'.repeat(100) } },
}

describe('golden pods', () => {
  test.for(Object.entries(cases))('%s', async ([name, input]) => {
    const { pod, configMap } = rendered(input)
    await expect(stringify(configMap) + '---\n' + stringify(pod, { aliasDuplicateObjects: false })).toMatchFileSnapshot(
      `../golden/pods/${name}.yaml`,
    )
  })
})

function allContainers(input: Given): V1Container[] {
  const spec = rendered(input).pod.spec
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
}

describe.for(Object.entries(cases))('rules that hold for every pod: %s', ([, input]) => {
  const writes = (name: string, volume: string) =>
    allContainers(input)
      .find((container) => container.name === name)
      ?.volumeMounts?.some((mount) => mount.name === volume && mount.readOnly !== true) ?? false
  const sees = (name: string, volume: string) =>
    allContainers(input)
      .find((container) => container.name === name)
      ?.volumeMounts?.some((mount) => mount.name === volume) ?? false

  test('only git-clone and git-push see the git credential and what is private to them', () => {
    for (const name of ['setup', 'git-save', 'agent']) {
      expect(sees(name, 'git-credential')).toBe(false)
      expect(sees(name, 'known-hosts')).toBe(false)
      expect(sees(name, 'private')).toBe(false)
    }
  })

  test('git-push does not see the checkout, nor anything else that the agent writes', () => {
    const agentWrites = (rendered(input).pod.spec?.volumes ?? []).filter(({ name }) => writes('agent', name))
    expect(agentWrites.map(({ name }) => name).toSorted()).toEqual(['home', 'output', 'tmp', 'workspace'])
    for (const { name } of agentWrites) expect(sees('git-push', name)).toBe(false)
  })

  test('git-save writes nothing that git-push writes, and holds no git credential', () => {
    for (const name of ['ack', 'private']) expect(writes('git-save', name)).toBe(false)
    expect(writes('git-push', 'handoff')).toBe(false)
    expect(writes('git-push', 'base')).toBe(false)
  })

  test('every volume has a size limit or holds what the cluster gives', () => {
    const unlimited = (rendered(input).pod.spec?.volumes ?? []).filter(({ emptyDir }) => !emptyDir?.sizeLimit)
    const isGiven = ({ secret, configMap, downwardAPI, projected }: (typeof unlimited)[number]) =>
      (secret ?? configMap ?? downwardAPI ?? projected) !== undefined
    expect(unlimited.filter((volume) => !isGiven(volume))).toEqual([])
  })

  test('git-save alone sees the Secrets of the agent once more, and reads them only', () => {
    for (const { name, volumeMounts = [] } of allContainers(input)) {
      const seen = volumeMounts.filter(({ mountPath }) => mountPath.startsWith('/credentials/agent'))
      expect(seen.filter(({ readOnly }) => name !== 'git-save' || !readOnly)).toEqual([])
    }
  })

  test('every container is restricted', () => {
    for (const { securityContext } of allContainers(input)) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
  })

  test('no credential is in an environment but by a Secret that the user named', () => {
    const others = allContainers(input).filter(({ name }) => name !== 'agent')
    expect(others.flatMap(({ env = [] }) => env.filter(({ valueFrom }) => valueFrom))).toEqual([])
  })

  test('the settings are what the containers expect', () => {
    const { configMap } = rendered(input)
    expect(attemptSettings.strict().parse(JSON.parse(configMap.data?.['settings.json'] ?? ''))).toMatchObject({ uid })
  })

  test('stop the agent before the whole disk of its pod is used up', () => {
    const limits = { 'ephemeral-storage': '6Gi' }
    const { configMap } = rendered({ kubernetes: { resources: { limits } } })
    const { volumeBytes } = attemptSettings.parse(JSON.parse(configMap.data?.['settings.json'] ?? ''))
    expect(volumeBytes).toMatchObject({ workspace: 6 * 2 ** 30, output: 5 * 2 ** 30 })
  })
})

test('the task is in the ConfigMap, byte for byte, and nowhere in the pod', () => {
  const { pod, configMap } = rendered(everything)
  expect(configMap.data?.['prompt']).toBe(
    everything.spec && 'taskDescription' in everything.spec && everything.spec.taskDescription,
  )
  expect(JSON.stringify(pod)).not.toContain('touch X')
})

test('what Kubernetes would expand in arguments and variables is doubled', () => {
  const agent = rendered(everything).pod.spec?.containers[0]
  expect(agent?.args).toEqual(['sh', '-c', 'echo "$$(id)" $$$$ $$(HOME)', '$$(HOME)', '--', "it's"])
  expect(agent?.env).toContainEqual({ name: 'PRICE', value: '$$5 for $$(HOME)' })
})

test.for([
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['openai', 'OPENAI_API_KEY'],
  ['google', 'GEMINI_API_KEY'],
  ['gemini', 'GEMINI_API_KEY'],
  ['my-own.llm', 'MY_OWN_LLM_API_KEY'],
  [undefined, 'ANTHROPIC_API_KEY'],
] as const)('the key of %s is in %s', ([provider, variable]) => {
  const { pod } = rendered({
    spec: { agentConfig: { provider, command: ['true'] } },
    kubernetes: { apiKeySecretRef: { name: 'keys' } },
  })
  expect(pod.spec?.containers[0]?.env).toEqual(
    expect.arrayContaining([
      { name: 'GASTOWN_LLM_VARIABLE', value: variable },
      { name: 'GASTOWN_LLM_KEY_FILE', value: '/credentials/llm/api-key' },
    ]),
  )
})

test('claude credentials give the one-year token only', () => {
  const { pod } = rendered({ kubernetes: { claudeCredsSecretRef: { name: 'claude-credentials' } } })
  expect(pod.spec?.volumes?.find(({ name }) => name === 'llm-credential')?.secret?.items).toEqual([
    { key: 'oauth-token', path: 'oauth-token' },
  ])
})

function machineGit(input: Given): V1Container[] {
  return allContainers(input).filter(({ env }) => env?.some(({ name }) => name === 'GASTOWN_MACHINE_GIT'))
}

test("the machine's own git serves locally only where no Secret does", () => {
  expect(machineGit({ options: { local: true } }).map(({ name }) => name)).toEqual(['git-clone', 'git-push'])
  expect(machineGit({ options: { local: true, gitSecret: 'git-credentials' } })).toEqual([])
  expect(machineGit({ options: { local: false } })).toEqual([])
})

test('the pod names itself so that a host name fits', () => {
  const { pod } = rendered({ metadata: { name: 'x'.repeat(52) }, attempt: 1000 })
  expect(pod.metadata?.name).toBe(`${'x'.repeat(52)}-1a2b-1000`)
  expect(pod.metadata?.name?.length).toBeLessThanOrEqual(63)
})

const kubeconfig = process.env['GASTOWN_TEST_KUBECONFIG']

const run = promisify(execFile)

function kubectl(args: string[], input: object) {
  const running = run('kubectl', ['--kubeconfig', kubeconfig ?? '', ...args, '-f', '-'])
  running.child.stdin?.end(JSON.stringify(input))
  return running
}

describe.skipIf(kubeconfig === undefined)('a real API server (needs GASTOWN_TEST_KUBECONFIG)', () => {
  test('takes every pod under Pod Security restricted', async () => {
    const namespace = `gastown-render-${process.pid}`
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    await kubectl(['create'], { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } })
    try {
      for (const input of Object.values(cases)) {
        const { pod, configMap } = rendered({ ...input, options: { ...input.options, workerNamespace: namespace } })
        // The runtime class is looked up by the server, and there is none.
        if (pod.spec) delete pod.spec.runtimeClassName
        const items = { apiVersion: 'v1', kind: 'List', items: [configMap, pod] }
        const { stderr } = await kubectl(['create', '--dry-run=server', '--validate=strict'], items)
        expect(stderr).not.toContain('Warning')
      }
    } finally {
      await run('kubectl', ['--kubeconfig', kubeconfig ?? '', 'delete', 'namespace', namespace, '--wait=false'])
    }
  })
})

const ref = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } })

test("Secrets in the agent's environment, those of the rig's too, are files of git-save", () => {
  const agent = {
    name: 'agent',
    env: [
      { name: 'RIG_TOKEN', ...ref('rig', 'a') },
      { name: 'TOKEN', ...ref('never', 'seen') },
    ],
    envFrom: [{ secretRef: { name: 'whole', optional: true } }, { configMapRef: { name: 'plain' } }],
  }
  const { pod } = rendered({
    kubernetes: { env: [{ name: 'TOKEN', ...ref('other', 'b') }] },
    rig: { podTemplate: { spec: { containers: [agent] } } },
  })
  const mounted = pod.spec?.initContainers?.find(({ name }) => name === 'git-save')?.volumeMounts ?? []
  expect(mounted.filter(({ mountPath }) => mountPath.startsWith('/credentials/agent'))).toEqual([
    { name: 'agent-secrets', mountPath: '/credentials/agent/agent-secrets', readOnly: true },
    { name: 'agent-secrets-0', mountPath: '/credentials/agent/agent-secrets-0', readOnly: true },
  ])
  expect(pod.spec?.volumes?.filter(({ name }) => name.startsWith('agent-secrets'))).toEqual([
    {
      name: 'agent-secrets',
      projected: {
        sources: [
          { secret: { name: 'rig', items: [{ key: 'a', path: 'RIG_TOKEN' }] } },
          { secret: { name: 'other', items: [{ key: 'b', path: 'TOKEN' }] } },
        ],
        defaultMode: 0o400,
      },
    },
    { name: 'agent-secrets-0', secret: { secretName: 'whole', defaultMode: 0o400, optional: true } },
  ])
})
