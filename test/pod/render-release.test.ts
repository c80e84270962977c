import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { renderRelease } from '../../src/pod/render-release.ts'
import { resolveSpec } from '../../src/polecat/resolve.ts'
import { attemptSettings } from '../../src/saving/settings.ts'
import { given, type Given } from './an-attempt.ts'

function released(input: Given = {}): ReturnType<typeof renderRelease> {
  const { polecat, rig } = given(input)
  polecat.status = { branch: 'polecat/fix-it-1a2b', attempt: 2 }
  return renderRelease({
    polecat,
    rig,
    resolved: resolveSpec(polecat, rig),
    attempt: 2,
    options: {
      workerNamespace: 'gastown-workers',
      image: 'gastown:test',
      agentImage: 'agents:test',
      local: false,
      openshiftUidRange: false,
      ...input.options,
    },
  })
}

const cases: Record<string, Given> = {
  release: {
    options: { gitSecret: 'git-credentials' },
    spec: { ciChanges: 'allow' },
    kubernetes: {
      sshKnownHostsConfigMapRef: { name: 'hosts' },
      apiKeySecretRef: { name: 'openai-credentials', key: 'key' },
      env: [{ name: 'TOKEN', value: 'x' }],
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'ai', effect: 'NoSchedule' }],
    },
  },
  'release-local': { options: { local: true }, kubernetes: { gitRepository: '/srv/athena.git' } },
}

describe.for(Object.entries(cases))('%s', ([name, input]) => {
  test('golden', async () => {
    const { pod, configMap } = released(input)
    await expect(stringify(configMap) + '---\n' + stringify(pod, { aliasDuplicateObjects: false })).toMatchFileSnapshot(
      `../golden/pods/${name}.yaml`,
    )
  })

  test('nothing of the agent is there: not its volumes, its key, its task or its image', () => {
    const text = JSON.stringify(released(input).pod)
    for (const word of ['workspace', '"handoff"', 'openai-credentials', 'agents:test', 'TOKEN', 'entry', 'prompt'])
      expect(text).not.toContain(word)
  })

  test('it is told the branch that the attempt had', () => {
    const settings = JSON.parse(released(input).configMap.data?.['settings.json'] ?? '') as unknown
    expect(attemptSettings.parse(settings)).toMatchObject({
      workBranch: 'polecat/fix-it-1a2b',
      rescuePrefix: 'refs/gastown/fix-it-1a2b3c4d/2',
    })
  })
})
