import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import { rigs, secrets } from '../../src/kube/resources.ts'
import { aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

const key = 'sk-ant-api03-from-the-environment-0123'
const words = ['--rig', 'athena', '--task', 'Fix it']
const create = (env: Record<string, string>, ...more: string[]) =>
  world.run(Create, ['--local', '--no-check', ...words, ...more], { env })
const stored = () => world.client.look(secrets, 'claude-credentials')
const plain = () =>
  Object.fromEntries(
    Object.entries(stored()?.data ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]),
  )

test("a key of the environment is Claude Code's, and follows it", async () => {
  const { code, stdout, stderr } = await create({ ANTHROPIC_API_KEY: key })
  expect(code).toBe(0)
  expect(stderr).toContain('Claude Code works with the API key from ANTHROPIC_API_KEY (sha256:')
  expect(stdout + stderr).not.toContain(key)
  expect(plain()).toEqual({ 'api-key': key })
  await create({ CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-a-year-long-0123456789' })
  expect(Object.keys(plain())).toEqual(['oauth-token'])
})

const writes = () => world.client.writes.filter((words) => words.includes(' secrets/'))

test('what is stored already is not written again', async () => {
  await create({ ANTHROPIC_API_KEY: key })
  const before = stored()
  expect(writes()).toEqual(['create secrets/claude-credentials'])
  const { stderr } = await create({ ANTHROPIC_API_KEY: key })
  expect(stderr).toContain('Claude Code works with the API key from ANTHROPIC_API_KEY (sha256:')
  expect(writes()).toHaveLength(1)
  expect(stored()).toEqual(before)
  await create({ ANTHROPIC_API_KEY: `${key}-renewed` })
  expect(plain()).toEqual({ 'api-key': `${key}-renewed` })
})

test('a login without its refresh token; one that others may read is not taken', async () => {
  const file = join(world.home, '.claude', '.credentials.json')
  await mkdir(join(world.home, '.claude'))
  const login = { accessToken: 'a-token', refreshToken: 'never', expiresAt: 4e12, scopes: ['user:inference'] }
  await writeFile(file, JSON.stringify({ claudeAiOauth: login }))
  await chmod(file, 0o644)
  expect((await create({})).stderr).toMatch(/Not used: .*credentials\.json/)
  expect(stored()).toBeUndefined()
  await chmod(file, 0o600)
  await create({})
  expect(plain()['.credentials.json']).toContain('a-token')
  expect(plain()['.credentials.json']).not.toContain('never')
})

test.each([
  ['another agent', { agent: 'custom', agentConfig: { command: ['true'] } }],
  ['a key of its own', { kubernetes: { apiKeySecretRef: { name: 'other' } } }],
  ['a login of its own', { kubernetes: { claudeCredsSecretRef: { name: 'other' } } }],
  ['a key in a variable', { kubernetes: { env: [{ name: 'ANTHROPIC_API_KEY', value: 'x' }] } }],
])('nothing is brought where the rig names %s', async (_, defaults) => {
  await world.put(rigs, aRig({ defaults }, 'sparta'))
  const words = ['--no-check', '--local', '--rig', 'sparta', '--task', 'Fix it']
  expect(await world.run(Create, words, { env: { ANTHROPIC_API_KEY: key } })).toMatchObject({ code: 0 })
  expect(stored()).toBeUndefined()
  const own = ['--agent', 'claude-code', '--set', 'kubernetes.env=[]', '--set', 'kubernetes.apiKeySecretRef=null']
  expect(await world.run(Create, [...words, ...own], { env: { ANTHROPIC_API_KEY: key } })).toMatchObject({ code: 0 })
})

test('one that the user stored stays, and nothing is brought for others or to a cluster', async () => {
  const data = { 'api-key': Buffer.from('mine').toString('base64') }
  await create({ ANTHROPIC_API_KEY: key }, '--agent', 'custom', '--set', 'agentConfig.command=["true"]')
  await create({ ANTHROPIC_API_KEY: key }, '--api-key-secret', 'other')
  await world.run(Create, words, { env: { ANTHROPIC_API_KEY: key } })
  expect(stored()).toBeUndefined()
  await world.put(secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'claude-credentials', namespace: 'gastown-workers' },
    data,
  } as never)
  await create({ ANTHROPIC_API_KEY: key })
  expect(plain()).toEqual({ 'api-key': 'mine' })
})
