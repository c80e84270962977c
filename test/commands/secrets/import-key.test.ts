import { afterEach, beforeEach, expect, test } from 'vitest'
import SecretsImportKey from '../../../src/commands/secrets/import-key.ts'
import { secrets } from '../../../src/kube/resources.ts'
import { openWorld, type FakeWorld } from '../../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

test("a key from its provider's variable", async () => {
  const env = { OPENAI_API_KEY: 'sk-proj-abcdefgh' }
  expect(await world.run(SecretsImportKey, ['--provider', 'openai'], { env })).toEqual({
    code: 0,
    stdout:
      'openai-credentials: API key of openai from OPENAI_API_KEY stored under api-key in namespace gastown-workers; sha256:53a3a43a2e67\n',
    stderr: 'Use it with: --provider openai --api-key-secret openai-credentials\n',
  })
  expect(world.client.look(secrets, 'openai-credentials')).toMatchObject({
    metadata: { labels: { 'gastown.io/role': 'llm' }, annotations: { 'gastown.io/provider': 'openai' } },
    data: { 'api-key': Buffer.from('sk-proj-abcdefgh').toString('base64') },
  })
})

test('a key from stdin under names of its own', async () => {
  const argv = ['team', '--provider', 'google', '--key', 'gemini']
  const { stderr } = await world.run(SecretsImportKey, argv, { stdin: 'AIzaabcdefgh\n' })
  expect(stderr).toBe('Use it with: --provider google --api-key-secret team:gemini\n')
  expect(world.client.look(secrets, 'team')?.data).toEqual({ gemini: Buffer.from('AIzaabcdefgh').toString('base64') })
})

test.each<[string, readonly string[], string, number, string]>([
  [
    'nothing',
    ['--provider', 'google'],
    '',
    3,
    'no credential was found\n  stdin: no input\n  GEMINI_API_KEY: is not set\n  GOOGLE_API_KEY: is not set\n  the prompt: there is no terminal to prompt on\n→ Give one with --from-file FILE, or on stdin; never as an argument, which others can see.',
  ],
  [
    "another provider's key",
    ['--provider', 'openai'],
    'AIzaabcdefgh',
    2,
    'the credential cannot be used\n  stdin: is an API key of Google\n→ Import it with: gastown secrets import-key --provider google',
  ],
  [
    'a key of Claude',
    ['--provider', 'openai'],
    'sk-ant-api03-abcdefgh',
    2,
    'the credential cannot be used\n  stdin: is an API key of Anthropic\n→ Import it with: gastown secrets import-claude',
  ],
  [
    'two lines',
    ['--provider', 'mistral'],
    'abcdefgh\nabcdefgh',
    2,
    'the credential cannot be used\n  stdin: has a line break in it\n→ A narrow terminal breaks a long token in two; copy it as one line.',
  ],
  ['no provider', [], 'abcdefgh', 2, 'missing flag\n  --provider: required\n→ See the flags with --help.'],
  [
    'no name of a provider',
    ['--provider', 'Open AI'],
    'abcdefgh',
    2,
    'invalid flag value\n  --provider: expected a name such as openai or google, found "Open AI"',
  ],
])('%s is refused', async (_, argv, stdin, code, words) => {
  expect(await world.run(SecretsImportKey, argv, { stdin })).toEqual({ code, stdout: '', stderr: `Error: ${words}\n` })
  expect(world.client.writes).toEqual([])
})

test("a gateway's key may look like that of another", async () => {
  expect(await world.run(SecretsImportKey, ['--provider', 'litellm'], { stdin: 'sk-proj-abc' })).toMatchObject({
    code: 0,
  })
})
