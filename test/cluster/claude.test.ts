/** The real Claude Code in a real pod, with a stand-in for the model's service on the node's address. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clusterNeeds, clusterReady, openCluster, type Cluster } from '../support/cluster.ts'
import { serveAnthropic, type FakeAnthropic } from '../support/servers/fake-anthropic.ts'
import type { Repository } from '../support/story.ts'

const agentImage = process.env['GASTOWN_TEST_AGENT_IMAGE']
const ready = clusterReady && agentImage !== undefined

describe.skipIf(!ready)(`Claude Code in a real pod (${clusterNeeds}, and GASTOWN_TEST_AGENT_IMAGE)`, () => {
  let cluster: Cluster
  let repository: Repository
  let service: FakeAnthropic

  beforeAll(async () => {
    cluster = await openCluster({ rig: 'claude', port: 2241, ...(agentImage && { agentImage }) })
    repository = await cluster.story.repository('athena')
    const prefix = [process.env['GASTOWN_TEST_ON_NODE'] ?? '']
    service = await serveAnthropic({ folder: cluster.story.folder, port: 18_194, address: cluster.address, prefix })
  })
  afterAll(async () => {
    await service?.close()
    await cluster?.close()
  })

  test('a task is done and pushed, with turns, tokens and cost', { timeout: 240_000 }, async () => {
    const env = { ANTHROPIC_API_KEY: 'sk-ant-api03-in-a-pod-0123456789abcdef' }
    expect(await cluster.story.gastown(['secrets', 'import-claude'], { env })).toMatchObject({ code: 0 })
    const model = ['--model', 'claude-sonnet-4-20250514', '--set', `agentConfig.endpoint=${service.url}`]
    const size = ['--set', 'kubernetes.resources.limits.memory=1Gi']
    const words = [
      'create',
      'claude',
      '--rig',
      'claude',
      '--task',
      'Add a health endpoint',
      '--wait',
      ...model,
      ...size,
    ]
    const ran = await cluster.story.gastown(words)
    expect(ran.code, await cluster.explain(ran, 'claude')).toBe(0)
    const status = await cluster.status('claude')
    expect(status).toMatchObject({ reason: 'Pushed', usage: { turns: 3, costBasis: 'reported' } })
    expect(status.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/claude'))
    expect((await cluster.story.gastown(['logs', 'claude'])).stdout).toContain('■ succeeded after 3 turns')
  })
})
